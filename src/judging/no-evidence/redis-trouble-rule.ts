import type { FaultRecord, IndexedHistory } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { counted } from "../../wording.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { noEvidence } from "../finding/create-finding.ts";
import type { Finding, FindingKind } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";

/**
 * Reports failures of Redis itself that the harness did not cause. No bus can prevent them, so the run shows
 * nothing about the bus.
 *
 *      900 ms  Redis answers XADD with `MISCONF Errors writing to the AOF file: No space left on device`
 *     30.0 s   the drain ends, and no handler got publisher-0/12
 *     → no-evidence/redis-cannot-write, unknown; the loss of publisher-0/12 is unknown too
 */
export const judgeRedisTroubles: Rule = (history) => redisTroublesOf(history);

/** The rules by which a run blames its environment and not its bus. The exit code of such a run is 69. */
export const redisTroubleRules: readonly string[] = [
  "no-evidence/redis-cannot-write",
  "no-evidence/redis-died",
  "no-evidence/redis-was-loading",
];

const redisTroublesOf = oncePerHistory(findTroubles);

function findTroubles(history: IndexedHistory): readonly Finding[] {
  const died = history.troubles.find(({ trouble }) => trouble === "died");
  return [
    ...cannotWrite(history),
    ...(died
      ? [
          noEvidence(
            "no-evidence/redis-died",
            `Redis did not live until the end of the run, and no fault ended it: ${died.detail}`,
            [died.index],
          ),
        ]
      : []),
    ...wasLoading(history),
  ];
}

function cannotWrite({ wire, troubles }: IndexedHistory): readonly Finding[] {
  const refused = wire.filter((command) => isRealReply(command, "MISCONF"));
  const [first] = refused;
  const status = troubles.find(({ trouble }) => trouble === "cannot-write");
  if (!first && !status) return [];
  const reason = first?.error ?? status?.detail ?? "";
  const refusals = first ? ` and refused ${counted(refused.length, "command")}` : "";
  return [
    noEvidence(
      "no-evidence/redis-cannot-write",
      `Redis could not write its data to disk${refusals}: ${reason}`,
      first ? [first.index] : [status?.index ?? 0],
    ),
  ];
}

function wasLoading({ wire, faults }: IndexedHistory): readonly Finding[] {
  const unplanned = wire.filter(
    (command) => isRealReply(command, "LOADING") && !isPlannedAt(command, faults),
  );
  const [first] = unplanned;
  if (!first) return [];
  const count = counted(unplanned.length, "command");
  const summary = `Redis was loading its data although no fault restarted it, and refused ${count}`;
  return [noEvidence("no-evidence/redis-was-loading", summary, [first.index])];
}

/** A link that refuses a command itself leaves it without a reply of Redis. */
function isRealReply({ error, executedMs }: WireCommand, name: string): boolean {
  return executedMs !== undefined && error !== undefined && error.includes(`${name} `);
}

/** Redis may be loading from the start of a fault of its process until the harness saw it accept writes. */
function isPlannedAt({ timeMs }: WireCommand, faults: readonly FaultRecord[]): boolean {
  return faults.some(
    ({ network, command, injectCallMs, healedMs = Infinity }) =>
      !network && !command && injectCallMs <= timeMs && timeMs <= healedMs + replyOnItsWayMs,
  );
}

/** A reply that Redis sent before it was healed may be recorded this long after it. */
const replyOnItsWayMs = 250;

/** Kinds that a Redis in trouble can cause on a bus without a defect. */
const causedByRedis: ReadonlySet<FindingKind> = new Set<FindingKind>([
  "lost",
  "stranded",
  "dropped",
  "dead-lettered",
  "unacknowledged",
  "hung",
  "rejected",
  "duplicate",
  "reordered",
  "stuck",
  "overload",
  "not-recovered",
  "leak",
]);

/**
 * Turns the failures that Redis itself can have caused into `unknown`. Other kinds stay: a bus that
 * acknowledges a message which Redis refused is wrong in any case, and so is one that ends its process.
 */
export function excuseRedisTrouble(
  history: IndexedHistory,
  findings: readonly Finding[],
): readonly Finding[] {
  if (redisTroublesOf(history).length === 0) return findings;
  return findings.map((finding) =>
    finding.verdict === "fail" && causedByRedis.has(finding.kind) ? asUnknown(finding) : finding,
  );
}

function asUnknown(finding: Finding): Finding {
  const summary = `${finding.summary}; Redis itself was in trouble, so this does not count against the bus`;
  return { ...finding, verdict: "unknown", summary };
}
