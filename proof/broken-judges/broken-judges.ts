import { isDeepStrictEqual } from "node:util";

import type { HistoryGuarantees } from "../../src/history/history-header.ts";
import type { Operation } from "../../src/history/operation.ts";
import { realJudge, type Judge } from "../compare-judges.ts";
import { drainOf, subscribed, type RecordedRun } from "../recorded/recorded-run.ts";
import { brokenCommandJudges } from "./broken-command-judges.ts";
import { brokenPaceJudges } from "./broken-pace-judges.ts";
import { brokenPayloadJudges } from "./broken-payload-judges.ts";
import { brokenRetryJudges } from "./broken-retry-judges.ts";
import { judgeThatMisreads } from "./judge-that-misreads.ts";

/**
 * Judges with one planted mistake each: the real judge, given a history in which something is changed or missing. The proof must
 * notice every one of them; otherwise it would not notice it in the real judge. The names complete the sentence "a judge that ...".
 */
export const brokenJudges: Readonly<Record<string, Judge>> = {
  ...brokenCommandJudges,
  ...brokenPaceJudges,
  ...brokenPayloadJudges,
  ...brokenRetryJudges,
  "judges only the first group": (run) => {
    const others = subscribed(run).filter(({ group }) => group !== "a");
    const ignored = new Set(others.map(({ process }) => process));
    const operations = run.operations.filter(({ process }) => !ignored.has(process));
    return realJudge({ ...run, operations });
  },
  "treats all groups as one group": judgeThatMisreads((each) =>
    each.kind === "subscribe" && each.type === "invoke" ? { ...each, group: "a" } : each,
  ),
  "treats a rejected publish as acknowledged": judgeThatMisreads((each) =>
    each.kind === "publish" && each.type === "fail" ? acknowledged(each) : each,
  ),
  "treats a publish in doubt as acknowledged": judgeThatMisreads((each) =>
    each.kind === "publish" && each.type === "info" ? acknowledged(each) : each,
  ),
  "treats a publish in doubt as rejected": judgeThatMisreads((each) =>
    each.kind === "publish" && each.type === "info" ? { ...each, type: "fail" } : each,
  ),
  "treats a drain that ran out of time as stalled, so late as lost": judgeThatMisreads((each) =>
    each.kind === "drain" && each.outcome === "progressing"
      ? { ...each, outcome: "stalled" }
      : each,
  ),
  "treats every drain as complete": judgeThatMisreads((each) =>
    each.kind === "drain" ? { ...each, outcome: "complete", type: "ok" } : each,
  ),
  "treats a failed handler as done": judgeThatMisreads((each) =>
    each.kind === "deliver" && each.type === "fail" ? { ...each, type: "ok" } : each,
  ),
  "ignores that handlers fail": judgeThatMisreads((each) =>
    each.kind === "deliver" && each.type === "fail" ? [] : each,
  ),
  "ignores pending entries": judgeThatMisreads((each) =>
    each.kind === "audit"
      ? { ...each, groups: (each.groups ?? []).map((group) => ({ ...group, pending: [] })) }
      : each,
  ),
  "ignores the second entry of a message": judgeThatMisreads((each) =>
    each.kind === "audit"
      ? { ...each, entries: (each.entries ?? []).filter(([id]) => !id.endsWith("-1")) }
      : each,
  ),
  "ignores the position of each group in its stream": judgeThatMisreads((each) =>
    each.kind === "audit" ? { ...each, groups: [] } : each,
  ),
  "ignores the audit": judgeThatMisreads((each) => (each.kind === "audit" ? [] : each)),
  "treats a failed audit as an empty stream": judgeThatMisreads((each) => {
    if (each.kind !== "audit") return each;
    const { error: _error, ...rest } = each;
    return { ...rest, entries: [], type: "ok" };
  }),
  "treats a key without a stream as an empty stream": judgeThatMisreads((each) =>
    each.kind === "audit" && each.groups?.length === 0 ? { ...each, entries: [] } : each,
  ),
  "ignores the fresh subscriber of a group": (run) => {
    const roles = new Set(rescuedBy(run));
    const operations = run.operations.filter(({ process }) => !roles.has(process));
    return realJudge(roles.size === 0 ? run : { ...run, operations });
  },
  "treats the fresh subscriber of a group as one of its own": judgeThatMisreads((each) =>
    each.kind === "subscribe" && each.type === "invoke" && each.rescue
      ? { ...each, rescue: false }
      : each,
  ),
  "counts what came after a fresh subscriber had joined as handled in time": (run) => {
    const rescue = run.operations.filter(({ process }) => rescuedBy(run).includes(process));
    const sinceMs = Math.min(...rescue.map(({ timeMs }) => timeMs));
    const operations = run.operations.map((each) =>
      each.kind === "deliver" && each.timeMs >= sinceMs ? { ...each, timeMs: sinceMs - 1 } : each,
    );
    return realJudge(rescue.length === 0 ? run : { ...run, operations });
  },
  "ignores the time within which a bus says that it hands a message out again": claiming({
    redeliversWithinMs: 0,
    reclaimsWithinMs: 0,
  }),
  "ignores that processes end": judgeThatMisreads((each) =>
    each.kind === "process-end" ? [] : each,
  ),
  "ignores where the search through the keys found a message": judgeThatMisreads((each) =>
    each.kind === "keyspace" ? { ...each, found: [] } : each,
  ),
  "ignores the search through the keys": judgeThatMisreads((each) =>
    each.kind === "keyspace" ? [] : each,
  ),
  "trusts a search through the keys that it cannot trust": judgeThatMisreads((each) => {
    if (each.kind !== "keyspace") return each;
    const { error: _error, ...rest } = each;
    return { ...rest, type: "ok", complete: true, messages: 1 };
  }),
  "assumes that every fault took effect": judgeThatMisreads((each) =>
    each.kind === "fault" && "evidence" in each
      ? { ...each, type: "ok", evidence: [{ what: "anything", seen: true }] }
      : each,
  ),
  "counts a publish as racing with a start only during the subscribe call": (run) =>
    realJudge(run.header.minimums.concurrentWithSubscribe ? withoutHolds(run) : run),
  "ignores faults": judgeThatMisreads((each) => (each.kind === "fault" ? [] : each)),
  "lets a fault of one role excuse every role": judgeThatMisreads((each) =>
    each.kind === "fault" && "roles" in each ? { ...each, roles: everyRole } : each,
  ),
  "assumes that Redis loses its data in every fault": judgeThatMisreads((each) =>
    each.kind === "fault" && "roles" in each ? { ...each, losesAll: true } : each,
  ),
  "assumes that Redis never loses its data": judgeThatMisreads((each) =>
    each.kind === "fault" && "roles" in each ? { ...each, losesAll: false, losesLastMs: 0 } : each,
  ),
  "ignores the notices of the bus": judgeThatMisreads((each) =>
    each.kind === "notice" ? [] : each,
  ),
  "takes a notice about another topic for one about this topic": judgeThatMisreads((each) => {
    if (each.kind !== "notice" || each.topic === undefined) return each;
    const { topic: _topic, ...rest } = each;
    return rest;
  }),
  "does not hold a bus to its claim to be connected": judgeThatMisreads((each) =>
    each.kind === "notice" && each.notice === "connected" ? [] : each,
  ),
  "accepts a notice from a role that is not in the group": judgeThatMisreads((each) =>
    each.kind === "notice" ? { ...each, process: "publisher-0" } : each,
  ),
  "owes a group the canaries from before its first one": judgeThatMisreads((each) =>
    each.kind === "ready" ? [] : each,
  ),
  "takes a group for ready because another group is": judgeThatMisreads((each) =>
    each.kind === "ready" ? { ...each, group: each.group === "a" ? "b" : "a" } : each,
  ),
  "ignores that subscribers close": judgeThatMisreads((each) =>
    each.kind === "close" ? [] : each,
  ),
  "takes every duplicate for one of a harness that stood still": (run) => {
    const common = { kind: "sample", type: "info", process: "harness", sample: "harness" } as const;
    const last = run.operations.at(-1);
    if (!last) return realJudge(run);
    const { index, timeMs } = last;
    const late: Operation = {
      ...common,
      index: index + 1,
      timeMs,
      values: { eventLoopDelayMs: 501 },
    };
    return realJudge({ ...run, operations: [...run.operations, late] });
  },
  "takes a fault of every role for one that spares the publishers": judgeThatMisreads((each) =>
    each.kind === "fault" && each.type === "invoke"
      ? { ...each, roles: each.roles.filter((role) => !role.startsWith("publisher")) }
      : each,
  ),
  "takes a call that the harness gave up for a rejected call": judgeThatMisreads((each) => {
    if (!("gaveUpAfterMs" in each)) return each;
    const { gaveUpAfterMs: _gaveUpAfterMs, ...rest } = each;
    return rest;
  }),
  "believes what settled only because the run ended": (run) => {
    const drainedMs = drainOf(run)?.timeMs;
    if (drainedMs === undefined) return realJudge(run);
    const isRescue = (each: Operation): boolean =>
      each.kind === "publish" && each.type !== "invoke" && each.timeMs > drainedMs;
    const isCalledLate = run.operations.some(
      (each) => each.kind === "publish" && each.type === "invoke" && each.timeMs > drainedMs,
    );
    if (isCalledLate) return realJudge(run);
    if (!run.operations.some(isRescue)) return realJudge(run);
    const operations = run.operations.map((each) =>
      isRescue(each) ? { ...each, timeMs: drainedMs } : each,
    );
    // Sorted again, so that each rescue comes before the drain of the same moment.
    const isDrain = ({ kind }: Operation): boolean => kind === "drain";
    const inOrder = operations.toSorted(
      (left, right) => left.timeMs - right.timeMs || Number(isDrain(left)) - Number(isDrain(right)),
    );
    return realJudge({ ...run, operations: inOrder });
  },
  "takes every load for a burst, so a refusal for back-pressure": (run) =>
    realJudge(run.header.isBurst ? run : { ...run, header: { ...run.header, isBurst: true } }),
  "treats every delivery as a first attempt": judgeThatMisreads((each) =>
    each.kind === "deliver" && each.type === "invoke" ? { ...each, attempt: 1 } : each,
  ),
  "ignores the claim to deduplicate": claiming({ deduplicates: false }),
  "ignores the claim to keep the order": claiming({ ordering: "none" }),
  "ignores the claim to replay from the start": claiming({ replaysFromStart: false }),
  "ignores that publish confirms nothing": claiming({ confirmsPublish: true }),
  "ignores the claim of a durable outbox": claiming({ durableOutbox: false }),
  "judges best effort as at-most-once": (run) =>
    run.header.guarantees.delivery === "best-effort"
      ? claiming({ delivery: "at-most-once" })(run)
      : realJudge(run),
  "judges every bus as at-least-once": claiming({ delivery: "at-least-once" }),
  "judges every bus as at-most-once": claiming({ delivery: "at-most-once" }),
  "ignores the auditor when Redis is in trouble": judgeThatMisreads((each) => {
    if (each.kind !== "redis-trouble") return each;
    const { kind: _kind, trouble: _trouble, detail, ...rest } = each;
    return { ...rest, kind: "notice", notice: "degraded", detail };
  }),
  "ignores a connection that came through no link": judgeThatMisreads((each) => {
    if (each.kind !== "bypass") return each;
    const { kind: _kind, client: _client, command: _command, ...rest } = each;
    return { ...rest, kind: "notice", notice: "degraded" };
  }),
  "takes a refusal of the link for one of Redis": judgeThatMisreads((each) =>
    each.kind === "wire" && each.error?.startsWith("MISCONF")
      ? { ...each, executedMs: each.timeMs }
      : each,
  ),
  "takes a refusal of a starting Redis for trouble": judgeThatMisreads((each) =>
    each.kind === "wire" && each.error?.startsWith("LOADING")
      ? { ...each, error: each.error.replace("LOADING", "MISCONF") }
      : each,
  ),
  "is content with a short time of good probes": (run) => {
    const { steadyForLimits, ...header } = run.header;
    return realJudge(steadyForLimits === undefined ? run : { ...run, header });
  },
  "asks an earlier version for a longer time of good probes": (run) => {
    const { steadyForLimits = 1.2 } = run.header;
    const isSame = run.header.steadyForLimits !== undefined;
    return realJudge(isSame ? run : { ...run, header: { ...run.header, steadyForLimits } });
  },
  "takes a crash for a consequence of a Redis in trouble": (run) => {
    const isInTrouble = run.operations.some(({ kind }) => kind === "redis-trouble");
    const operations = run.operations.filter((each) => !isInTrouble || !isCrash(each));
    return realJudge(operations.length === run.operations.length ? run : { ...run, operations });
  },
  "ignores errors that reached no caller": judgeThatMisreads((each) => (isCrash(each) ? [] : each)),
  "treats an error that reached no caller as a failed call": judgeThatMisreads((each) =>
    isCrash(each) ? { ...each, origin: "call" } : each,
  ),
  "treats a failed call as an error that reached no caller": judgeThatMisreads((each) =>
    each.kind === "stray-error" && each.origin === "call"
      ? { ...each, origin: "uncaught-exception" }
      : each,
  ),
  "ignores that the history is cut off": (run) => realJudge({ ...run, torn: false }),
  "passes a run that shows nothing": (run) =>
    realJudge(run) === "unknown\nno-evidence unknown" ? "pass" : realJudge(run),
  "ignores the list of checkers in the header": (run) =>
    realJudge({ ...run, header: { ...run.header, checkers: [] } }),
};

function rescuedBy({ operations }: RecordedRun): readonly string[] {
  return operations
    .filter((each) => each.kind === "subscribe" && each.type === "invoke" && each.rescue === true)
    .map(({ process }) => process);
}

function isCrash(operation: Operation): operation is Extract<Operation, { kind: "stray-error" }> {
  return operation.kind === "stray-error" && (operation.origin ?? "call") !== "call";
}

const everyRole = ["publisher-0", "subscriber-0", "subscriber-1", "subscriber-2"];

/** Creates a judge that sees other guarantees than the bus claims. */
function claiming(claims: Partial<HistoryGuarantees>): Judge {
  return (run) => {
    const guarantees = { ...run.header.guarantees, ...claims };
    const isSame = isDeepStrictEqual(guarantees, run.header.guarantees);
    return realJudge(isSame ? run : { ...run, header: { ...run.header, guarantees } });
  };
}

function acknowledged({
  index,
  timeMs,
  process,
  message,
}: Extract<Operation, { message: string }>) {
  const common = { kind: "publish", type: "ok", index, timeMs, process } as const;
  return { ...common, message, id: `id-${message}` };
}

/** Returns the run with its holds before a command as another act. */
function withoutHolds(run: RecordedRun): RecordedRun {
  const operations = run.operations.map((each) =>
    each.kind === "fault" && "command" in each && each.command
      ? { ...each, command: { ...each.command, act: "rst" as const } }
      : each,
  );
  return { ...run, operations };
}
