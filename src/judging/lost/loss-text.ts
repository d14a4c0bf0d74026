import type { IndexedHistory } from "../../history/indexed-history.ts";
import { countText, counted, durationText, listed, tally } from "../../wording.ts";
import { factsOf } from "../facts/facts.ts";
import { momentText } from "../facts/fault-windows.ts";
import type { Group } from "../facts/groups.ts";
import { intervalsOf, intervalText } from "./intervals.ts";
import { lossesOf, type Loss } from "./losses.ts";

/**
 * Returns how many messages are missing, where they are, which ones, when the first was published, and whether handlers
 * failed: `lost 12 of 2 040 messages, all past the group's position: publisher-0 5–16 (in the middle); the first was
 * published during SIGKILL redis, 240 ms after it was injected`.
 */
export function lossText(losses: readonly Loss[], history: IndexedHistory): string {
  const [first] = inOrder(losses);
  if (!first) return "nothing is missing";
  const places = tally(losses.map(({ place }) => placeText(place)));
  const [worst] = byGroup(losses);
  const intervals = worst ? listed(intervalsOf(...worst).map(intervalText)) : "";
  const moment = momentText(history.faults, first.message.invokedMs);
  const spread = spreadText(losses, history);
  const start = `${first.kind} ${countOf(losses, history)}${spread}, ${places}: ${intervals}`;
  const subject = losses.length === 1 ? "it" : "the first";
  return `${start}; ${subject} was published ${moment}${failureText(losses)}`;
}

/** A message whose handler failed was delivered, and had to come again. */
function failureText(losses: readonly Loss[]): string {
  const failed = losses.filter(
    ({ group, message }) => group.firstDeliveries.get(message.key)?.outcome === "failed",
  ).length;
  if (failed === 0) return "";
  if (failed < losses.length) return `; the handler of ${countText(failed)} of them had failed`;
  return failed === 1 ? "; its handler had failed" : "; the handler of each had failed";
}

/** Counts messages and canaries apart, as the figures of the report do. */
function countOf(losses: readonly Loss[], history: IndexedHistory): string {
  const canaries = losses.filter(({ message }) => message.canary).length;
  const ofLoad = losses.length - canaries;
  const total = counted(lossesOf(history).expected, "message");
  const parts = [
    ...(ofLoad > 0 ? [`${countText(ofLoad)} of ${total}`] : []),
    ...(canaries > 0 ? [counted(canaries, "canary", "canaries")] : []),
  ];
  return parts.join(" and ");
}

/** With several groups, a message counts once for each group that had to get it. */
function spreadText(losses: readonly Loss[], history: IndexedHistory): string {
  if (factsOf(history).groups.length === 1) return "";
  const ofLoad = losses.filter(({ message }) => !message.canary);
  const counts = byGroup(ofLoad.length > 0 ? ofLoad : losses).map(
    ([{ label }, missed]) => `${label} ${countText(missed.length)}`,
  );
  return ` (counted for each of ${factsOf(history).groups.length} groups: ${listed(counts)})`;
}

function placeText(place: Loss["place"]): string {
  if (place === "unknown") return "in an unknown place";
  if (place === "unreadable") return "in an unknown place (the auditor cannot read the payloads)";
  return place;
}

/** Returns what subscribers missed while they were cut off. */
export function lossWindowText(losses: readonly Loss[], { header }: IndexedHistory): string {
  const windows = byGroup(losses).map(([{ label }, missed]) => {
    const ofLoad = missed.filter(({ message }) => !message.canary);
    const ordered = inOrder(ofLoad.length > 0 ? ofLoad : missed);
    const [first, last] = [ordered[0]?.message, ordered.at(-1)?.message];
    if (!first || !last) return label;
    const span = durationText(last.invokedMs - first.invokedMs);
    return `${label} missed ${countText(ordered.length)} from ${first.key} to ${last.key} within ${span}`;
  });
  return `missed while disconnected, which ${header.guarantees.delivery} allows: ${listed(windows)}`;
}

/** Returns what publishers did not get through while they were cut off. */
export function publisherLossText(losses: readonly Loss[], { header }: IndexedHistory): string {
  const { delivery, confirmsPublish } = header.guarantees;
  const claim = confirmsPublish ? delivery : "confirmsPublish: false";
  const byPublisher = Map.groupBy(losses, ({ message }) => message.publisher);
  const counts = [...byPublisher].map(
    ([publisher, own]) =>
      `${countText(new Set(own.map(({ message }) => message.key)).size)} of ${publisher}`,
  );
  return `published while the publisher was disconnected, which ${claim} allows to lose: ${listed(counts)}`;
}

/** The groups with what they miss, the worst first. */
function byGroup(losses: readonly Loss[]): readonly [Group, readonly Loss[]][] {
  const groups = Map.groupBy(losses, ({ group }) => group);
  return [...groups].toSorted(([, left], [, right]) => right.length - left.length);
}

/** In the order in which the messages were published. */
function inOrder(losses: readonly Loss[]): readonly Loss[] {
  return losses.toSorted((left, right) => left.message.invokedMs - right.message.invokedMs);
}
