import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { Notice } from "../../history/operations/run-operations.ts";
import type { Group } from "./groups.ts";

/**
 * Returns the ids that the bus itself reported as `dropped` or as a `gap` of this group. A notice of a
 * subscriber concerns its own group; one of a publisher concerns every group. A notice that names another topic to which
 * the run subscribes concerns no group of this topic, because the streams of two topics may have entries with one id.
 */
export function idsGivenUp(group: Group, history: IndexedHistory): ReadonlySet<string> {
  const subscribers = new Set(history.subscriptions.map(({ process }) => process));
  const topics = new Set(history.subscriptions.map(({ topic }) => topic));
  const concernsGroup = ({ process, topic = group.topic }: Notice): boolean =>
    (group.processes.has(process) || !subscribers.has(process)) &&
    (topic === group.topic || !topics.has(topic));
  return new Set(
    history.notices
      .filter(({ notice }) => notice === "dropped" || notice === "gap")
      .filter(concernsGroup)
      .flatMap(({ ids = [] }) => ids),
  );
}
