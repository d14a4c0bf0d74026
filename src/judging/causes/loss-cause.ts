import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { Place } from "../commands/places.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import type { Cause, RuleId } from "../finding/finding.ts";
import { lossesOf, type Loss } from "../lost/losses.ts";
import { placeHints, placeKindOf, type PlaceKind } from "../lost/place-hints.ts";
import { consumerDeletedCause } from "./consumer-deleted-cause.ts";
import { createdAtEndCause } from "./created-at-end-cause.ts";
import { groupGoneCause } from "./group-gone-cause.ts";
import { handedOutCause } from "./handed-out-cause.ts";
import { lastReadCause } from "./last-read-cause.ts";
import type { LossesInPlace } from "./losses-in-place.ts";
import { noReceiverCause } from "./no-receiver-cause.ts";
import { notExecutedCause } from "./not-executed-cause.ts";
import { sharedGroupCause } from "./shared-group-cause.ts";
import { trimmedByCause } from "./trimmed-by-cause.ts";
import { wipedByBusCause } from "./wiped-by-bus-cause.ts";

type Search = (inputs: LossesInPlace) => Cause | undefined;

/** The searches for each place, the most certain first. */
const searches: Partial<Readonly<Record<PlaceKind, readonly Search[]>>> = {
  "past the group's position": [sharedGroupCause, consumerDeletedCause, createdAtEndCause],
  trimmed: [trimmedByCause, wipedByBusCause, notExecutedCause],
  "stuck pending": [handedOutCause],
  unread: [lastReadCause],
  "not in Redis": [wipedByBusCause, noReceiverCause, notExecutedCause],
  "left in a stream whose group is gone": [wipedByBusCause, sharedGroupCause, groupGoneCause],
  // The auditor searches the keys of the run also if the group of the bus has another name than the run gave it.
  waiting: [sharedGroupCause],
  unknown: [wipedByBusCause, sharedGroupCause, groupGoneCause, noReceiverCause, notExecutedCause],
};

/**
 * Returns why most of the messages of one loss rule are missing. Without a sign in the commands the place
 * itself is the cause, if the auditor saw one.
 */
export function lossCause(rule: RuleId, history: IndexedHistory): Cause | undefined {
  const found = mostIn(lossesOf(history).losses.filter((each) => each.rule === rule));
  if (!found) return undefined;
  const { group, place } = found[0];
  const kind = placeKindOf(place);
  for (const search of searches[kind] ?? []) {
    const cause = search({ history, group, losses: found });
    if (cause) return cause;
  }
  if (kind === "unknown") return undefined;
  return { name: kind, text: placeText(place, group, history), advice: placeHints[kind] };
}

/** The losses of the pair of group and place that has the most of them. */
function mostIn(losses: readonly Loss[]): readonly [Loss, ...Loss[]] | undefined {
  const alike = [...Map.groupBy(losses, ({ place }) => placeKindOf(place)).values()].toSorted(
    (left, right) => right.length - left.length,
  );
  const groups = [...Map.groupBy(alike[0] ?? [], ({ group }) => group).values()].toSorted(
    (left, right) => right.length - left.length,
  );
  const ordered = (groups[0] ?? []).toSorted(
    (left, right) => left.message.invokedMs - right.message.invokedMs,
  );
  const [first, ...others] = ordered;
  return first && [first, ...others];
}

const placeTexts: Partial<Readonly<Record<PlaceKind, (group: Group) => string>>> = {
  trimmed: () => "the stream was cut behind their ids before the group had read them",
  "past the group's position": ({ name }) =>
    `${name} begins or was moved behind them, so it never gets them`,
  "stuck pending": ({ name }) => `${name} was handed these messages and did not acknowledge them`,
  unread: ({ name }) => `${name} has not read as far as these messages`,
};

function placeText(place: Place, group: Group, history: IndexedHistory): string {
  if (place === "not in Redis") return nowhereText(group, history);
  return placeTexts[placeKindOf(place)]?.(group) ?? `the auditor found them ${place}`;
}

/** Names the place that the auditor searched: the stream, or all keys if the bus names no stream. */
function nowhereText({ topic }: Group, history: IndexedHistory): string {
  return factsOf(history).audits.has(topic)
    ? "the auditor found no entry with these messages in the stream"
    : "the auditor found these messages in no key of the run";
}
