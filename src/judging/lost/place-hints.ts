import type { Place } from "../commands/places.ts";

/** A place without the names of its keys, so that losses in different lists have one hint. */
export type PlaceKind = keyof typeof placeHints;

/** The next step for a lost message, by the place where it was found. */
export const placeHints = {
  "stuck pending":
    "Redis handed it out and no consumer asked again: read the consumer's own pending entries (id 0) after each " +
    "reconnect, and take over those of dead consumers with XAUTOCLAIM.",
  unread:
    "It lies in the stream and the group never came to it: the reader is deaf or too slow. Look at its last " +
    "XREADGROUP in `explain`.",
  "past the group's position":
    "The group was created or moved behind it: create the group at 0, before the first publish, not at `$`.",
  trimmed:
    "XADD MAXLEN or XTRIM removed it before the group read it: trim by what the slowest group has read, not by length.",
  "not in Redis":
    "Redis has no entry with it: look in `explain` for the reply to its command, and for what removed it.",
  "left in a stream whose group is gone":
    "Redis came back without the group: at NOGROUP create it again at 0, with MKSTREAM, and read on.",
  "in another stream":
    "Correct `streamKey` of the bus: it wrote to another key than the one that it names.",
  unreadable:
    "The auditor cannot read the payloads of the stream: run `explain` with one of the messages, and look at its commands.",
  waiting:
    "It waits in a key that no worker reads any more: look for a connection of the worker that it does not open again, " +
    "or a read that never returns.",
  "in work":
    "A worker took it and did not finish it, and no other took it over: hand work out again when its lock or time runs out.",
  "set aside":
    "The bus put it where no worker gets it: look why it counts as done or failed although no handler finished it.",
  kept: "The bus keeps it in no queue: look for the command that should have put its id into a queue.",
  unknown:
    "The auditor could not look where it is: name the stream of the bus with `streamKey`, and run `explain` with one of the messages.",
} as const satisfies Readonly<Record<string, string>>;

/** Returns the kind of a place: `waiting` for `waiting in list bull:orders:wait`. */
export function placeKindOf(place: Place): PlaceKind {
  const kinds = Object.keys(placeHints) as PlaceKind[];
  return kinds.find((kind) => place === kind || place.startsWith(`${kind} `)) ?? "unknown";
}
