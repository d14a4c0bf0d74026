import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { counted, durationText, listed } from "../../wording.ts";
import { momentText } from "../facts/fault-windows.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";
import { unansweredOf } from "./hung-publishes.ts";

/**
 * Reports publish calls that never settled, although their publisher recovered.
 *
 *     700 ms  the replies to publisher-0 are lost; publisher-0/9 is published
 *     2.3 s   publisher-0 has a new connection, and publisher-0/10 is acknowledged
 *     33 s    the drain stalls: the call of publisher-0/9 is still open
 *     → hung/publish, fail
 */
export const judgeHungPublishes: Rule = (history) => {
  const { hung } = unansweredOf(history);
  if (hung.length === 0) return [];
  return [
    createFinding("hung/publish", {
      verdict: "fail",
      summary: hungText(hung, history),
      messages: hung.map(({ key }) => key),
      operations: hung.map(({ invokeIndex }) => invokeIndex),
    }),
  ];
};

function hungText(hung: readonly MessageRecord[], { faults, drain }: IndexedHistory): string {
  const inOrder = hung.toSorted((left, right) => left.invokedMs - right.invokedMs);
  const calledMs = inOrder[0]?.invokedMs ?? 0;
  const byPublisher = [...Map.groupBy(hung, ({ publisher }) => publisher)];
  const who = byPublisher.map(
    ([publisher, calls]) => `${counted(calls.length, "publish", "publishes")} of ${publisher}`,
  );
  const openMs = (drain?.timeMs ?? calledMs) - calledMs;
  return `${listed(who)} never settled; the first was called ${momentText(faults, calledMs)}, and was still open ${durationText(openMs)} later`;
}
