import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { Sample } from "../../history/operations/run-operations.ts";
import {
  leftoverSample,
  openAfterCloseValue,
  openedAfterCloseValue,
} from "../../history/sample-names.ts";
import { counted, durationText, listed } from "../../wording.ts";
import { harnessDelayOf, starvedMs } from "../facts/harness-delay.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";

/**
 * Reports buses that keep or open connections after their close call resolved. A close call that hangs is
 * reported as hung, so its connections do not count here. On a starved machine a subscribe call may not resolve in
 * time, and then the connections may be its own.
 *
 *     40.0 s  the bus of publisher-0 is closed
 *     42.0 s  the link of publisher-0 still has one open connection
 *     → leak/after-close, fail
 */
export const judgeLeftovers: Rule = (history) => {
  const closed = rolesClosed(history);
  const left = history.samples
    .filter(({ sample, process }) => sample === leftoverSample && closed.has(process))
    .filter((sample) => openOf(sample) + openedOf(sample) > 0);
  if (left.length === 0) return [];
  const summary = `${counted(left.length, "bus", "buses")} kept connections after close: ${listed(left.map(leftText))}`;
  const operations = left.map(({ index }) => index);
  const delayMs = harnessDelayOf(history);
  const isStarved =
    delayMs > starvedMs && left.every(({ process }) => wasOpening(history, process));
  if (!isStarved)
    return [createFinding("leak/after-close", { verdict: "fail", summary, operations })];
  const doubt = `; but a subscribe call never resolved there, and the harness itself stood still for ${durationText(delayMs)}`;
  return [
    createFinding("leak/harness-starved", {
      verdict: "unknown",
      summary: `${summary}${doubt}`,
      operations,
    }),
  ];
};

/** Returns whether a subscribe call of this role never resolved, so that the bus may have been opening connections for it. */
function wasOpening({ subscriptions }: IndexedHistory, role: string): boolean {
  return subscriptions.some(({ process, readyMs }) => process === role && readyMs === undefined);
}

function rolesClosed({ busCalls }: IndexedHistory): ReadonlySet<string> {
  const closes = busCalls.filter(({ call, doneMs }) => call === "close" && doneMs !== undefined);
  return new Set(closes.map(({ process }) => process));
}

function openOf({ values }: Sample): number {
  return values[openAfterCloseValue] ?? 0;
}

function openedOf({ values }: Sample): number {
  return values[openedAfterCloseValue] ?? 0;
}

function leftText(sample: Sample): string {
  const parts = [
    openOf(sample) > 0 ? `${openOf(sample)} still open` : "",
    openedOf(sample) > 0 ? `${openedOf(sample)} opened afterwards` : "",
  ];
  return `${sample.process} ${parts.filter((part) => part !== "").join(" and ")}`;
}
