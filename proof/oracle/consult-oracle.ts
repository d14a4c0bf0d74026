import type { Counts } from "../../src/judging/figures/metrics.ts";
import type { Finding, FindingKind } from "../../src/judging/finding/finding.ts";
import type { Judgement } from "../../src/judging/judgement.ts";
import { isPending, wasAudited } from "../recorded/recorded-audit.ts";
import { faultsOf } from "../recorded/recorded-faults.ts";
import { withoutEqualPayloads } from "../recorded/recorded-payloads.ts";
import {
  closeAt,
  delivered,
  drainOf,
  groupsOf,
  leftAt,
  ofKind,
  outcomeOf,
  published,
  type RecordedRun,
  deliveriesOf,
  originOf,
  type GroupName,
} from "../recorded/recorded-run.ts";
import { acknowledgedEarly, falselyAcknowledged } from "./oracle-acknowledgements.ts";
import { countsOf, missedOf, reordered, straysOf, type Missed } from "./oracle-counts.ts";
import { duplicatesOf, type Duplicate } from "./oracle-duplicates.ts";
import { lacksEvidence } from "./oracle-evidence.ts";
import {
  hungPublishes,
  isCallHung,
  isEventLoopBlocked,
  isStalledByPublisher,
} from "./oracle-hung.ts";
import { connectsHastily, isBusyWhileIdle, isNeverAtRest } from "./oracle-idle-commands.ts";
import { mayLose, mayLoseUnsent, isKnown, wasReceived, type Missing } from "./oracle-missing.ts";
import { recoveryOf, slowness } from "./oracle-recovery.ts";
import { mayFollowFromTrouble, wasRedisInTrouble } from "./oracle-redis-trouble.ts";
import { rejections, stoodStill } from "./oracle-rejected.ts";
import { publishesBehindReads, standstillOf } from "./oracle-stuck.ts";
import {
  isLeftPending,
  isPendingByCommands,
  removedWithoutEffect,
} from "./oracle-unacknowledged.ts";
import { deadLetters } from "./retries/oracle-dead-letters.ts";
import { brokenRetryClaims } from "./retries/oracle-retries.ts";

/** If the event loop of the harness was blocked for longer, the harness was short of CPU. */
const starvedMs = 500;

export interface OracleJudgement {
  readonly verdict: Judgement["verdict"];
  readonly findings: readonly OracleFinding[];
  readonly counts: Counts;
}

interface OracleFinding {
  readonly kind: FindingKind;
  readonly verdict: Finding["verdict"];
  /** Sorted, each message once. */
  readonly messages: readonly string[];
}

/**
 * Judges a run by the definitions of docs/definitions.md, as directly as possible: each question searches the whole history
 * again. The oracle shares no code with src/judging and src/history, so a mistake must be made twice to stay unnoticed. The
 * linter enforces it: proof/oracle and proof/recorded may import only types from src (.oxlintrc.json, the block for these
 * two folders). It does not cover leaks, start-up losses, traffic counts of the links, and controls.
 */
export function consultOracle(recorded: RecordedRun): OracleJudgement {
  const run = withoutEqualPayloads(recorded);
  const missed = missedOf(run);
  const duplicates = duplicatesOf(run);
  const counts = countsOf(run, missed, duplicates);
  const permanent = [...missingFindings(run, missed), ...deliveryFindings(run, duplicates)];
  const judged = [
    ...crashes(run),
    ...permanent,
    ...commandFindings(run),
    ...stuck(run),
    ...about("stuck", "fail", publishesBehindReads(run)),
    ...brokenRetryClaims(run).flatMap((each) => about("stuck", "fail", each)),
    ...overloads(run),
    ...findingsOfNamedCheckers(run),
  ];
  const isInTrouble = wasRedisInTrouble(run);
  const found = isInTrouble ? judged.map(asUnknown) : judged;
  const isWithoutEvidence =
    isInTrouble ||
    isUnexplainedStall(run, permanent) ||
    lacksEvidence(run) ||
    isRecoveryUnmeasured(run);
  const findings = isWithoutEvidence ? [...found, finding("no-evidence", "unknown", [])] : found;
  const verdicts = findings.map(({ verdict }) => verdict);
  if (verdicts.includes("fail")) return { verdict: "fail", findings, counts };
  return { verdict: verdicts.includes("unknown") ? "unknown" : "pass", findings, counts };
}

function overloads(run: RecordedRun): readonly OracleFinding[] {
  const questions = [isBusyWhileIdle, isNeverAtRest, connectsHastily];
  return questions.filter((isTrue) => isTrue(run)).map(() => finding("overload", "fail", []));
}

function asUnknown(each: OracleFinding): OracleFinding {
  const isExcused = each.verdict === "fail" && mayFollowFromTrouble(each.kind);
  return isExcused ? { ...each, verdict: "unknown" } : each;
}

function finding(
  kind: FindingKind,
  verdict: Finding["verdict"],
  messages: readonly string[],
): OracleFinding {
  return { kind, verdict, messages: [...new Set(messages)].toSorted() };
}

/** Returns a finding about these messages, or nothing if there are no messages. */
function about(kind: FindingKind, verdict: Finding["verdict"], messages: readonly string[]) {
  return messages.length === 0 ? [] : [finding(kind, verdict, messages)];
}

function missingFindings(run: RecordedRun, missed: readonly Missed[]): readonly OracleFinding[] {
  const missedAs = (wanted: Missing): readonly string[] =>
    missed.filter(({ what }) => what === wanted).map(({ key }) => key);
  return [
    ...about("lost", "fail", missedAs("lost")),
    ...about("lost", "unknown", missedAs("lost, perhaps by Redis")),
    ...about("lost", "pass", missedAs("lost, allowed")),
    ...about("stranded", "fail", missedAs("stranded")),
    ...about("stranded", "unknown", missedAs("stranded, perhaps in time")),
    ...about("dropped", mayLose(run) ? "pass" : "fail", missedAs("dropped")),
    ...about("late", "fail", missedAs("late, too slow")),
    ...about("late", "unknown", missedAs("late")),
  ];
}

/** True if the harness stood still, and all forbidden duplicates may have come because a bus gave up at a close. */
function isStarvedAtClose(run: RecordedRun, duplicates: readonly Duplicate[]): boolean {
  const { delivery, deduplicates } = run.header.guarantees;
  const forbidden = duplicates.filter((each) => each.isForbidden);
  return (
    delivery !== "at-most-once" &&
    !deduplicates &&
    stoodStill(run) &&
    forbidden.every((each) => each.isAcrossClose)
  );
}

function deliveryFindings(
  run: RecordedRun,
  duplicates: readonly Duplicate[],
): readonly OracleFinding[] {
  const named = (isForbidden: boolean): readonly string[] =>
    duplicates.filter((each) => each.isForbidden === isForbidden).map(({ message }) => message);
  return [
    ...deadLetters(run).flatMap(([verdict, each]) => about("dead-lettered", verdict, each)),
    ...about("unexpected", "fail", straysOf(run, "unexpected")),
    ...about("corrupt", "fail", straysOf(run, "corrupt")),
    ...about("misrouted", "fail", straysOf(run, "misrouted")),
    ...about("duplicate", isStarvedAtClose(run, duplicates) ? "unknown" : "fail", named(true)),
    ...about("duplicate", "pass", named(false)),
    ...about("false-rejection", "fail", falselyRejected(run)),
    ...about("unacknowledged", "fail", unacknowledged(run)),
    ...about("unacknowledged", "fail", readAndLeftPending(run)),
    ...(mayLose(run)
      ? []
      : removedWithoutEffect(run).flatMap((each) => about("unacknowledged", "fail", each))),
    ...about("hung", "fail", hungPublishes(run)),
    ...(isCallHung(run) || isEventLoopBlocked(run) ? [finding("hung", "fail", [])] : []),
  ];
}

function falselyRejected(run: RecordedRun): readonly string[] {
  return published(run)
    .filter((each) => outcomeOf(run, each.message) === "rejected" && isKnown(run, each))
    .map(({ message }) => message);
}

/** Handled, but still pending after the drain. */
function unacknowledged(run: RecordedRun): readonly string[] {
  const outcome = drainOf(run)?.outcome ?? "progressing";
  if (mayLose(run) || outcome === "progressing") return [];
  const staying = groupsOf(run).filter((group) => leftAt(run, group) === Infinity);
  return staying.flatMap((group) =>
    published(run)
      .filter((each) => {
        if (!wasReceived(run, group, each)) return false;
        return wasAudited(run, group.topic)
          ? isPending(run, group, each.message)
          : isPendingByCommands(run, group, each);
      })
      .map(({ message }) => message),
  );
}

function readAndLeftPending(run: RecordedRun): readonly string[] {
  if (mayLose(run) || drainOf(run)?.outcome !== "stalled") return [];
  const staying = groupsOf(run).filter((group) => leftAt(run, group) === Infinity);
  return staying.flatMap((group) =>
    published(run)
      .filter((each) => isLeftPending(run, group, each))
      .map(({ message }) => message),
  );
}

function isUnexplainedStall(run: RecordedRun, findings: readonly OracleFinding[]): boolean {
  const mayMiss = mayLose(run) || mayLoseUnsent(run);
  if (drainOf(run)?.outcome !== "stalled" || mayMiss) return false;
  if (isStalledByPublisher(run)) return false;
  return findings.every(({ verdict }) => verdict !== "fail");
}

/** Errors that reached no caller, and exits. The error of a call, or of unknown origin, is no crash. */
function crashes(run: RecordedRun): readonly OracleFinding[] {
  const fatal = ofKind(run, "stray-error").filter(
    ({ origin }) => origin !== undefined && origin !== "call" && origin !== "blocked",
  );
  return fatal.length === 0 ? [] : [finding("crashed", "fail", [])];
}

/** Findings that only the recorded commands can show. */
function commandFindings(run: RecordedRun): readonly OracleFinding[] {
  if (!run.header.hasCommands) return [];
  return [
    ...about("false-acknowledgement", "fail", falselyAcknowledged(run)),
    ...about("early-acknowledgement", "fail", acknowledgedEarly(run)),
  ];
}

/** Findings of the checkers that the header of the run names. */
function findingsOfNamedCheckers(run: RecordedRun): readonly OracleFinding[] {
  const { checkers, guarantees } = run.header;
  const orderVerdict = guarantees.ordering === "per-publisher" ? "fail" : "pass";
  return [
    ...(checkers.includes("ordering") ? about("reordered", orderVerdict, reordered(run)) : []),
    ...(checkers.includes("zombie") ? about("zombie", "fail", zombies(run)) : []),
    ...rejected(run),
    ...(checkers.includes("recovery") ? notRecovered(run) : []),
    ...(checkers.includes("resumption") ? notResumed(run) : []),
  ];
}

/** A refusal of Redis fails. A refusal of the bus itself is allowed in a burst. */
function rejected(run: RecordedRun): readonly OracleFinding[] {
  const all = rejections(run);
  const named = (isByRedis: boolean): readonly string[] =>
    all.filter((each) => each.isByRedis === isByRedis).map(({ message }) => message);
  const doubt = stoodStill(run) ? "unknown" : "fail";
  return [
    ...about("rejected", "fail", named(true)),
    ...about("rejected", run.header.isBurst === true ? "pass" : doubt, named(false)),
  ];
}

function stuck(run: RecordedRun): readonly OracleFinding[] {
  const found = standstillOf(run);
  return found ? [finding("stuck", found.isHarnessLate ? "unknown" : "fail", found.messages)] : [];
}

function zombies(run: RecordedRun): readonly string[] {
  return delivered(run)
    .filter(({ subscription, timeMs }) => timeMs > closeAt(run, subscription, "ok"))
    .map(({ message, id }) => message ?? id);
}

function notRecovered(run: RecordedRun): readonly OracleFinding[] {
  const recovery = recoveryOf(run);
  const speed = recovery ? slowness(run, recovery) : "in time";
  if (speed === "in time") return [];
  return [finding("not-recovered", speed === "too slow" ? "fail" : "unknown", [])];
}

/**
 * The drain stalled after a fault, and a group that stays got nothing that was published since the heal. `unknown` if
 * the harness itself was short of CPU since the heal.
 */
function notResumed(run: RecordedRun): readonly OracleFinding[] {
  if (faultsOf(run).length === 0 || drainOf(run)?.outcome !== "stalled") return [];
  if (groupsOf(run).length > 0 && groupsOf(run).every((group) => hasMoved(run, group))) return [];
  const healedMs = Math.max(0, ...faultsOf(run).map((each) => each.healedMs ?? 0));
  const isLate = ofKind(run, "sample").some(
    ({ sample, timeMs, values }) =>
      sample === "harness" && timeMs > healedMs && (values["eventLoopDelayMs"] ?? 0) > starvedMs,
  );
  return [finding("not-recovered", isLate ? "unknown" : "fail", [])];
}

function hasMoved(run: RecordedRun, group: GroupName): boolean {
  if (leftAt(run, group) < Infinity) return true;
  const lastHealMs = Math.max(...faultsOf(run).map(({ healedMs = Infinity }) => healedMs));
  const drainedMs = drainOf(run)?.timeMs ?? Infinity;
  return published(run)
    .filter((each) => each.topic === group.topic && each.timeMs >= lastHealMs)
    .flatMap(({ message }) => deliveriesOf(run, group, message))
    .some((each) => originOf(run, each) !== undefined && each.timeMs <= drainedMs);
}

function isRecoveryUnmeasured(run: RecordedRun): boolean {
  if (!run.header.checkers.includes("recovery")) return false;
  const recovery = recoveryOf(run);
  if (!recovery) return faultsOf(run).length > 0 || run.header.minimums.faults > 0;
  return recovery.unprobed > 0 && slowness(run, recovery) !== "too slow";
}
