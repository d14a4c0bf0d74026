import { counted, durationText, listed } from "../../wording.ts";
import { harnessDelayOf } from "../facts/harness-delay.ts";
import { createFinding, noEvidence } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { reportedRecoveryOf, type ProcessRecovery, type Recovery } from "./measure-recovery.ts";
import { excuseOf } from "./recovery-excuse.ts";

/** One that is still bad after this share of the limit is not given the benefit of the doubt. */
const badShare = 0.9;

/** Whether every publisher and every subscriber was back in the steady state within the limit. */
export const judgeRecovery: Rule = (history) => {
  const { faults, header } = history;
  if (faults.length === 0 && header.minimums.faults === 0) return [];
  const recovery = reportedRecoveryOf(history);
  if (!recovery)
    return [
      noEvidence(
        "no-evidence/recovery-not-measured",
        "recovery was not measured: no probe after a verified heal",
      ),
    ];
  const slow = notRecovered(recovery, harnessDelayOf(history));
  // The slowest decides, so what is not known of the others changes nothing any more.
  if (slow.some(({ verdict }) => verdict === "fail")) return slow;
  return [
    ...(slow.length > 0 ? slow : undecided(recovery)),
    ...recovery.unprobed.map((process) =>
      noEvidence(
        "no-evidence/recovery-not-measured",
        `recovery of ${process} was not measured: it had no probe after the heal`,
      ),
    ),
  ];
};

type Decision = "recovered" | "not-recovered" | "undecided";

function decide({ lowerMs, upperMs }: ProcessRecovery, limitMs: number): Decision {
  if (upperMs <= limitMs) return "recovered";
  if (lowerMs > limitMs) return "not-recovered";
  const wasStillBad = lowerMs >= badShare * limitMs;
  return upperMs === Infinity && wasStillBad ? "not-recovered" : "undecided";
}

function decided(recovery: Recovery, wanted: Decision): readonly ProcessRecovery[] {
  return recovery.perProcess
    .filter((each) => decide(each, recovery.limitMs) === wanted)
    .toSorted((left, right) => right.lowerMs - left.lowerMs);
}

function notRecovered(recovery: Recovery, harnessDelayMs: number): readonly Finding[] {
  const slow = decided(recovery, "not-recovered");
  const blamed = slow.filter((each) => excuseOf(each, harnessDelayMs) === undefined);
  if (blamed.length > 0) return [findSlow(blamed, recovery, "fail")];
  const [slowest] = slow;
  if (!slowest) return [];
  // The others mostly wait for the slowest, so that its excuse is theirs.
  const { summary, ...finding } = findSlow(slow, recovery, "unknown");
  return [{ ...finding, summary: `${summary}; but ${excuseOf(slowest, harnessDelayMs)}` }];
}

function findSlow(
  those: readonly ProcessRecovery[],
  { limitMs }: Recovery,
  verdict: "fail" | "unknown",
): Finding {
  const who = counted(those.length, "publisher or subscriber", "publishers or subscribers");
  const summary = `${who} not recovered within ${durationText(limitMs)}: ${listed(those.map(bracketText))}`;
  return createFinding("not-recovered/beyond-the-limit", { verdict, summary });
}

function undecided(recovery: Recovery): readonly Finding[] {
  const open = decided(recovery, "undecided");
  if (open.length === 0) return [];
  return [
    createFinding("not-recovered/undecided", {
      verdict: "unknown",
      summary: `recovery within ${durationText(recovery.limitMs)} was neither shown nor refuted: ${listed(open.map(bracketText))}`,
    }),
  ];
}

function bracketText({ process, lowerMs, upperMs, watchedMs }: ProcessRecovery): string {
  const upper =
    upperMs === Infinity
      ? `not seen in ${durationText(watchedMs)}`
      : `at most ${durationText(upperMs)}`;
  return `${process} at least ${durationText(lowerMs)}, ${upper}`;
}
