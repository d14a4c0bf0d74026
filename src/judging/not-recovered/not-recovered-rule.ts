import { counted, durationText, listed } from "../../wording.ts";
import { harnessDelayOf } from "../facts/harness-delay.ts";
import { createFinding, noEvidence } from "../finding/create-finding.ts";
import type { Finding, RuleId } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { reportedRecoveryOf, type ProcessRecovery, type Recovery } from "./measure-recovery.ts";
import { decidedAs } from "./recovery-decision.ts";
import { excuseOf } from "./recovery-excuse.ts";

/**
 * Reports publishers and subscribers that were not in their steady state again within the limit, counted
 * from the last heal.
 *
 *    1000 ms  SIGKILL redis, healed at 2000 ms; the limit is 1000 ms
 *    3050 ms  a publish of publisher-0 still fails; its next one, at 3100 ms, is acknowledged
 *     → not-recovered/beyond-the-limit, fail: it took at least 1050 ms
 */
export const judgeRecovery: Rule = (history) => {
  const { faults, header } = history;
  if (faults.length === 0 && header.minimums.faults === 0) return [];
  const recovery = reportedRecoveryOf(history);
  if (!recovery) {
    const reason = "recovery was not measured: no message was intended after a verified heal";
    return [noEvidence("no-evidence/recovery-not-measured", reason)];
  }
  const slow = slowFindings(recovery, harnessDelayOf(history));
  // A single slow participant decides, so an unknown recovery of another changes nothing.
  if (slow.some(({ verdict }) => verdict === "fail")) return slow;
  return [
    ...(slow.length > 0 ? slow : undecidedFindings(recovery)),
    ...recovery.unprobed.map((process) =>
      noEvidence(
        "no-evidence/recovery-not-measured",
        `recovery of ${process} was not measured: no message for it was intended after the heal`,
      ),
    ),
  ];
};

/** Returns at most one finding: about participants without an excuse, or else about all slow ones. */
function slowFindings(recovery: Recovery, harnessDelayMs: number): readonly Finding[] {
  const slow = decidedAs("not-recovered", recovery);
  const blamed = slow.filter(
    (each) => excuseOf(each, recovery.limitMs, harnessDelayMs) === undefined,
  );
  if (blamed.length > 0) {
    const summary = slowText(blamed, recovery);
    const isWaiting = blamed.some(({ unsettled }) => unsettled > 0);
    return [
      createFinding("not-recovered/beyond-the-limit", {
        verdict: "fail",
        summary,
        ...(isWaiting && { advice: adviceForWaitingCalls }),
      }),
    ];
  }
  // The others mostly wait for the slowest, so its excuse holds for them too.
  const excuse = slow[0] && excuseOf(slow[0], recovery.limitMs, harnessDelayMs);
  return excuse ? [unknown(excuse.rule, `${slowText(slow, recovery)}; but ${excuse.text}`)] : [];
}

const adviceForWaitingCalls =
  "Calls of publish wait for a reply on a connection that may be open and dead: give the client a time limit, such as " +
  "`socketTimeout`, after which it connects again.";

function undecidedFindings(recovery: Recovery): readonly Finding[] {
  const open = decidedAs("undecided", recovery);
  if (open.length === 0) return [];
  return [
    unknown(
      "not-recovered/undecided",
      `cannot tell whether recovery took less than ${durationText(recovery.limitMs)}: ${listed(open.map(bracketText))}`,
    ),
  ];
}

function unknown(rule: RuleId, summary: string): Finding {
  return createFinding(rule, { verdict: "unknown", summary });
}

function slowText(slow: readonly ProcessRecovery[], { limitMs }: Recovery): string {
  const limit = `the limit is ${durationText(limitMs)} after the heal`;
  return `${listed(slow.map(bracketText))} (${limit})`;
}

function bracketText(recovery: ProcessRecovery): string {
  const { unsettled } = recovery;
  const calls =
    unsettled > 0 ? ` (${counted(unsettled, "publish", "publishes")} never settled)` : "";
  return `${timesText(recovery)}${calls}`;
}

/** Says how long a participant took, or how it was when the load ended. */
function timesText({ process, lowerMs, upperMs, watchedMs, isDeaf }: ProcessRecovery): string {
  if (upperMs !== Infinity)
    return `${process} took ${durationText(lowerMs)} to ${durationText(upperMs)} to recover`;
  const watched = durationText(watchedMs);
  return isDeaf
    ? `${process} never got a message through again: ${watched} after the heal there was still none`
    : `${process} did not recover: it took at least ${durationText(lowerMs)}, and was not steady when the load ended after ${watched}`;
}
