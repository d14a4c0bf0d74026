import type { FaultRecord, IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { censusSample } from "../../history/sample-names.ts";
import { counted, listed } from "../../wording.ts";
import { factsOf } from "../facts/facts.ts";
import { noEvidence } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { lossesOf } from "../lost/losses.ts";
import { missingAudits } from "./audit-evidence.ts";

/** Whether enough happened for the other checkers to have anything to find. */
export const judgeActivity: Rule = (history) => {
  const missing = [
    // First, for it is the reason of what else is missing.
    ...escapedErrors(history),
    ...missingLoad(history),
    ...missingMinimums(history),
    ...missingDrain(history),
    ...missingAudits(history),
  ];
  return missing.map((summary) => noEvidence("no-evidence/too-little-happened", summary));
};

/** Whether every fault was seen to take effect, and to be healed. */
export const judgeFaults: Rule = ({ faults }) => faults.flatMap(faultGaps);

function faultGaps(fault: FaultRecord): readonly Finding[] {
  const { name, injectedMs, healedMs, evidence, injectIndex } = fault;
  const gaps: string[] = [];
  if (injectedMs === undefined) gaps.push("it was never verified in force");
  if (healedMs === undefined) gaps.push("its heal was never verified");
  if (evidence.length === 0) gaps.push("it left no evidence");
  for (const { what, seen, detail } of evidence) {
    if (!seen) gaps.push(`not seen: ${what}${detail === undefined ? "" : ` (${detail})`}`);
  }
  return gaps.length === 0
    ? []
    : [noEvidence("no-evidence/fault-without-effect", `${name}: ${listed(gaps)}`, [injectIndex])];
}

function missingLoad(history: IndexedHistory): string[] {
  const { messages, subscriptions } = history;
  if (messages.size === 0) return ["nothing was published"];
  if (subscriptions.length === 0) return ["nobody subscribed"];
  const { groups } = factsOf(history);
  const { expected, received } = lossesOf(history);
  const deaf = groups.filter(({ readyMs }) => readyMs === Infinity).map(({ name }) => name);
  const missing = deaf.length > 0 ? [`subscribe never resolved for ${listed(deaf)}`] : [];
  if (expected + received === 0) missing.push("no message had to reach anybody, and none did");
  return missing;
}

function missingMinimums(history: IndexedHistory): string[] {
  const { minimums } = history.header;
  const { acknowledged, faults, concurrentWithSubscribe = 0, rounds = 0 } = minimums;
  const disturbed = history.faults.length > 0;
  return [
    ...short(countAcknowledged(history), acknowledged, {
      one: disturbed ? "acknowledged publish before the first fault" : "acknowledged publish",
      many: disturbed ? "acknowledged publishes before the first fault" : "acknowledged publishes",
    }),
    ...short(history.faults.length, faults, { one: "fault", many: "faults" }),
    ...short(countConcurrent(history, concurrentWithSubscribe), concurrentWithSubscribe, {
      one: "publish during a subscribe call",
      many: "publishes during a subscribe call",
    }),
    ...short(countRounds(history), rounds, {
      one: "round of the census",
      many: "rounds of the census",
    }),
  ];
}

interface Wording {
  readonly one: string;
  readonly many: string;
}

function short(count: number, needed: number, { one, many }: Wording): string[] {
  return count >= needed ? [] : [`only ${counted(count, one, many)}, at least ${needed} needed`];
}

function countAcknowledged({ messages, faults }: IndexedHistory): number {
  const disturbedMs = faults[0]?.injectCallMs ?? Infinity;
  let count = 0;
  for (const { outcome, settledMs = Infinity } of messages.values()) {
    if (outcome === "acknowledged" && settledMs < disturbedMs) count++;
  }
  return count;
}

function countConcurrent({ messages, subscriptions }: IndexedHistory, needed: number): number {
  if (needed === 0) return 0;
  const during = ({ invokedMs, settledMs = Infinity }: MessageRecord): boolean =>
    subscriptions.some(
      (each) => invokedMs < (each.readyMs ?? Infinity) && settledMs > each.invokedMs,
    );
  return [...messages.values()].filter(during).length;
}

function countRounds({ samples }: IndexedHistory): number {
  const census = samples.filter(({ sample }) => sample === censusSample);
  return new Set(census.map(({ round }) => round)).size;
}

function missingDrain({ drain }: IndexedHistory): string[] {
  if (!drain) return ["the run ended without a drain, so nothing can be said of missing messages"];
  return drain.outcome === "progressing" ? [`the drain did not end: ${drain.detail}`] : [];
}

/** Only the harness kept the process alive, so what came after would not have been. */
function escapedErrors({ strayErrors }: IndexedHistory): string[] {
  const [first] = strayErrors;
  if (!first) return [];
  const count = counted(strayErrors.length, "error");
  return [`${count} of the bus beside its publishes: ${first.error}`];
}
