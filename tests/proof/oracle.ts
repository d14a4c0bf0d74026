import type { Finding, FindingKind } from "../../src/checkers/finding.ts";
import type { Judgement } from "../../src/checkers/judgement.ts";
import { duplicatesOf } from "./oracle-duplicates.ts";
import { lacksEvidence } from "./oracle-evidence.ts";
import { isAtMostOnce, missing, wasReceived, wasSeen, type Missing } from "./oracle-missing.ts";
import { recoveryOf, slowness } from "./oracle-recovery.ts";
import { isPending } from "./recorded-audit.ts";
import { faultsOf } from "./recorded-faults.ts";
import {
  closeAt,
  deliveriesOf,
  delivered,
  drainOf,
  groupsOf,
  leftAt,
  originOf,
  outcomeOf,
  published,
  subscribed,
  type Delivered,
  type RecordedRun,
} from "./recorded-run.ts";

/**
 * Judges a run by the definitions of docs/proofs.md, each read off the whole history again. It shares
 * no code with `src/metrics` and `src/checkers`, so that the two can be held against each other.
 * Not covered: leaks, traffic on the links, commands on the wire, and controls.
 */
export interface OracleJudgement {
  readonly verdict: Judgement["verdict"];
  readonly findings: readonly OracleFinding[];
}

interface OracleFinding {
  readonly kind: FindingKind;
  readonly verdict: Finding["verdict"];
  /** Each once, sorted. */
  readonly messages: readonly string[];
}

export function consultOracle(run: RecordedRun): OracleJudgement {
  const permanent = [...missingFindings(run), ...deliveryFindings(run)];
  const found = [...permanent, ...askedFindings(run)];
  const isVoid =
    isUnexplainedStall(run, permanent) || lacksEvidence(run) || isRecoveryUnmeasured(run);
  const findings = isVoid ? [...found, finding("no-evidence", "unknown", [])] : found;
  const verdicts = findings.map(({ verdict }) => verdict);
  if (verdicts.includes("fail")) return { verdict: "fail", findings };
  return { verdict: verdicts.includes("unknown") ? "unknown" : "pass", findings };
}

function finding(
  kind: FindingKind,
  verdict: Finding["verdict"],
  messages: readonly string[],
): OracleFinding {
  return { kind, verdict, messages: [...new Set(messages)].toSorted() };
}

/** One finding of the messages, if there are any. */
function about(kind: FindingKind, verdict: Finding["verdict"], messages: readonly string[]) {
  return messages.length === 0 ? [] : [finding(kind, verdict, messages)];
}

function missingFindings(run: RecordedRun): readonly OracleFinding[] {
  const losses = groupsOf(run).flatMap((group) =>
    published(run).map((each) => ({ key: each.message, what: missing(run, group, each) })),
  );
  const those = (wanted: Missing): readonly string[] =>
    losses.filter(({ what }) => what === wanted).map(({ key }) => key);
  return [
    ...about("lost", "fail", those("lost")),
    ...about("lost", "unknown", those("lost, perhaps by Redis")),
    ...about("lost", "pass", those("lost, allowed")),
    ...about("dropped", isAtMostOnce(run) ? "pass" : "fail", those("dropped")),
    ...about("late", "unknown", those("late")),
  ];
}

function deliveryFindings(run: RecordedRun): readonly OracleFinding[] {
  const duplicates = duplicatesOf(run);
  const named = (isForbidden: boolean): readonly string[] =>
    duplicates.filter((each) => each.isForbidden === isForbidden).map(({ message }) => message);
  const strays = (wanted: string): readonly string[] =>
    delivered(run)
      .filter((each) => strayKind(run, each) === wanted)
      .map(({ message, id }) => message ?? id);
  return [
    ...about("unexpected", "fail", strays("unexpected")),
    ...about("corrupt", "fail", strays("corrupt")),
    ...about("misrouted", "fail", strays("misrouted")),
    ...about("duplicate", "fail", named(true)),
    ...about("duplicate", "pass", named(false)),
    ...about("false-rejection", "fail", falselyRejected(run)),
    ...about("unacknowledged", "fail", unacknowledged(run)),
  ];
}

function strayKind(run: RecordedRun, delivery: Delivered): string {
  if (delivery.damage === "corrupt") return "corrupt";
  const origin = originOf(run, delivery);
  if (!origin) return "unexpected";
  const asked = subscribed(run).find(({ subscription }) => subscription === delivery.subscription);
  const isRight = origin.topic === asked?.topic && delivery.topic === asked.topic;
  return isRight ? "sound" : "misrouted";
}

function falselyRejected(run: RecordedRun): readonly string[] {
  return published(run)
    .filter((each) => outcomeOf(run, each.message) === "rejected" && wasSeen(run, each))
    .map(({ message }) => message);
}

/** Handled, and pending all the same when the drain was over. */
function unacknowledged(run: RecordedRun): readonly string[] {
  const outcome = drainOf(run)?.outcome ?? "progressing";
  if (isAtMostOnce(run) || outcome === "progressing") return [];
  const staying = groupsOf(run).filter((group) => leftAt(run, group) === Infinity);
  return staying.flatMap((group) =>
    published(run)
      .filter((each) => wasReceived(run, group, each) && isPending(run, group, each.message))
      .map(({ message }) => message),
  );
}

function isUnexplainedStall(run: RecordedRun, findings: readonly OracleFinding[]): boolean {
  if (drainOf(run)?.outcome !== "stalled" || isAtMostOnce(run)) return false;
  return findings.every(({ verdict }) => verdict !== "fail");
}

/** What only a run whose header names the checker is judged by. */
function askedFindings(run: RecordedRun): readonly OracleFinding[] {
  const { checkers, guarantees } = run.header;
  const orderVerdict = guarantees.ordering === "per-publisher" ? "fail" : "pass";
  return [
    ...(checkers.includes("ordering") ? about("reordered", orderVerdict, reordered(run)) : []),
    ...(checkers.includes("zombie") ? about("zombie", "fail", zombies(run)) : []),
    ...(checkers.includes("recovery") ? notRecovered(run) : []),
  ];
}

/** First deliveries after one of a later message, by the same publisher to the same subscription. */
function reordered(run: RecordedRun): readonly string[] {
  return groupsOf(run).flatMap((group) => {
    const firsts = published(run).flatMap(({ message }) => {
      const [first] = deliveriesOf(run, group, message);
      const isJudged = first?.attempt === 1 && outcomeOf(run, message) === "acknowledged";
      return isJudged ? [{ first, ...parts(message) }] : [];
    });
    const overtaken = firsts.filter(({ first, publisher, sequence }) =>
      firsts.some(
        (other) =>
          other.publisher === publisher &&
          other.sequence > sequence &&
          other.first.subscription === first.subscription &&
          other.first.index < first.index,
      ),
    );
    return overtaken.map(({ first }) => first.message ?? "");
  });
}

function parts(key: string): { readonly publisher: string; readonly sequence: number } {
  const [publisher = "", sequence] = key.split("/");
  return { publisher, sequence: Number(sequence) };
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

function isRecoveryUnmeasured(run: RecordedRun): boolean {
  if (!run.header.checkers.includes("recovery")) return false;
  const recovery = recoveryOf(run);
  if (!recovery) return faultsOf(run).length > 0 || run.header.minimums.faults > 0;
  return recovery.unprobed > 0 && slowness(run, recovery) !== "too slow";
}
