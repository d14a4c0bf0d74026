import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import { keyspaceOf, type FoundPlace } from "../facts/keyspace.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import type { StreamPlace } from "../facts/stream-audit.ts";
import { fateOf } from "./command-fate.ts";
import { concernsOnItsTopic } from "./command-groups.ts";

/**
 * Where a message is for a group that has not handled it, as far as the history shows:
 * - a place in the stream that the bus names: see StreamPlace,
 * - a place that the search of the auditor found, such as `waiting in list bull:orders:wait`,
 * - `left in a stream whose group is gone`: it is stored, and Redis had the group and has it no more,
 * - `in another stream …`: the bus names a key without a stream, and wrote to another key.
 */
export type Place =
  | StreamPlace
  | FoundPlace
  | "left in a stream whose group is gone"
  | `in another stream (${string})`;

/**
 * Returns where a message is for a group.
 *
 *      20 ms  publisher-0/1 is acknowledged, and no handler of group a gets it
 *      30 s   the drain is stalled; the search of the auditor finds publisher-0/1 in bull:orders:wait
 *     → waiting in list bull:orders:wait
 */
export function placeOf(message: MessageRecord, group: Group, history: IndexedHistory): Place {
  const audit = factsOf(history).audits.get(group.topic);
  if (audit?.isStored(message.key)) return storedPlace(message, group, history);
  const found = keyspaceOf(history).placeOf(message.key);
  if (found !== undefined && found !== "not in Redis") return found;
  if (!audit) return found ?? "unknown";
  const other = audit.isStream ? undefined : otherStreamOf(group.topic, history);
  return other === undefined ? audit.placeOf(message, group.name) : `in another stream (${other})`;
}

/** Returns where a message is that the stream of its topic has. */
function storedPlace(message: MessageRecord, group: Group, history: IndexedHistory): Place {
  const audit = factsOf(history).audits.get(group.topic);
  const inStream = audit?.placeOf(message, group.name) ?? "unknown";
  if (inStream !== "unknown") return inStream;
  if (groupsSeen(history).has(group)) return "left in a stream whose group is gone";
  const found = keyspaceOf(history).placeOf(message.key);
  return found === undefined || found === "not in Redis" ? "unknown" : found;
}

/** Returns whether the message is in no place that the auditor could see, or read. */
export function mayBeGone(place: Place): boolean {
  return (
    place === "not in Redis" || place === "unreadable" || place.startsWith("in another stream")
  );
}

/** Returns whether the message may be in a queue that the auditor cannot see. */
export function isUnseen(place: Place): boolean {
  return place === "unknown" || place.startsWith("in another stream");
}

/**
 * Returns the key of the stream to which the bus wrote the messages of a topic, if it is not the key at which
 * the auditor looked.
 */
export function otherStreamOf(topic: string, history: IndexedHistory): string | undefined {
  return otherStreams(history).get(topic);
}

const otherStreams = oncePerHistory((history): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  const { audits } = factsOf(history);
  if (![...audits.values()].some(({ isStream }) => !isStream)) return found;
  for (const command of history.wire) {
    const topic = topicOf(command, history);
    const audited = topic === undefined ? undefined : audits.get(topic)?.key;
    if (topic === undefined || audited === undefined || command.key === undefined) continue;
    // The history leaves out the namespace at the front of the key of a command.
    if (!audited.endsWith(command.key)) found.set(topic, command.key);
  }
  return found;
});

/** Returns the topic of the message that Redis appended to a stream by this command. */
function topicOf(command: WireCommand, { messages }: IndexedHistory): string | undefined {
  const [first] = command.messages ?? [];
  if (first === undefined || command.command !== "XADD") return undefined;
  return fateOf(command) === "executed" ? messages.get(first)?.topic : undefined;
}

const groupsSeen = oncePerHistory(
  (history): ReadonlySet<Group> =>
    new Set(factsOf(history).groups.filter((group) => wasInRedis(group, history))),
);

/** Returns whether Redis certainly executed a command for the group, so that it knew the group. */
function wasInRedis(group: Group, history: IndexedHistory): boolean {
  return history.wire.some(
    (command) => concernsOnItsTopic(group, command, history) && fateOf(command) === "executed",
  );
}
