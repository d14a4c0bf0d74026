import { isDeepStrictEqual } from "node:util";

import type { HistoryGuarantees } from "../../src/history/history-header.ts";
import type { Operation } from "../../src/history/operation.ts";
import { realJudge, type Judge } from "../compare-judges.ts";
import { subscribed } from "../recorded/recorded-run.ts";
import { brokenCommandJudges } from "./broken-command-judges.ts";
import { judgeThatMisreads } from "./judge-that-misreads.ts";

/**
 * Judges with one planted mistake each: the real checkers, blind to something in the history. If the
 * proof could not tell them from sound ones, it would prove nothing.
 */
export const brokenJudges: Readonly<Record<string, Judge>> = {
  ...brokenCommandJudges,
  "looks at the first group only": (run) => {
    const others = subscribed(run).filter(({ group }) => group !== "a");
    const overlooked = new Set(others.map(({ process }) => process));
    const operations = run.operations.filter(({ process }) => !overlooked.has(process));
    return realJudge({ ...run, operations });
  },
  "counts duplicates and losses over all groups together": judgeThatMisreads((each) =>
    each.kind === "subscribe" && each.type === "invoke" ? { ...each, group: "a" } : each,
  ),
  "takes a rejected publish for an acknowledged one": judgeThatMisreads((each) =>
    each.kind === "publish" && each.type === "fail" ? acknowledged(each) : each,
  ),
  "takes a publish in doubt for an acknowledged one": judgeThatMisreads((each) =>
    each.kind === "publish" && each.type === "info" ? acknowledged(each) : each,
  ),
  "takes a publish in doubt for a rejected one": judgeThatMisreads((each) =>
    each.kind === "publish" && each.type === "info" ? { ...each, type: "fail" } : each,
  ),
  "takes late for lost": judgeThatMisreads((each) =>
    each.kind === "drain" && each.outcome === "progressing"
      ? { ...each, outcome: "stalled" }
      : each,
  ),
  "takes a drain that ran out of time for a complete one": judgeThatMisreads((each) =>
    each.kind === "drain" ? { ...each, outcome: "complete", type: "ok" } : each,
  ),
  "takes a failed handler for one that is done": judgeThatMisreads((each) =>
    each.kind === "deliver" && each.type === "fail" ? { ...each, type: "ok" } : each,
  ),
  "overlooks failed handlers": judgeThatMisreads((each) =>
    each.kind === "deliver" && each.type === "fail" ? [] : each,
  ),
  "overlooks what is pending": judgeThatMisreads((each) =>
    each.kind === "audit"
      ? { ...each, groups: (each.groups ?? []).map((group) => ({ ...group, pending: [] })) }
      : each,
  ),
  "overlooks second entries of a message": judgeThatMisreads((each) =>
    each.kind === "audit"
      ? { ...each, entries: (each.entries ?? []).filter(([id]) => !id.endsWith("-1")) }
      : each,
  ),
  "overlooks where a group stands in its stream": judgeThatMisreads((each) =>
    each.kind === "audit" ? { ...each, groups: [] } : each,
  ),
  "overlooks the audit": judgeThatMisreads((each) => (each.kind === "audit" ? [] : each)),
  "takes a failed audit for an empty one": judgeThatMisreads((each) => {
    if (each.kind !== "audit") return each;
    const { error: _error, ...rest } = each;
    return { ...rest, entries: [], type: "ok" };
  }),
  "takes a key without a stream for an empty stream": judgeThatMisreads((each) =>
    each.kind === "audit" && each.groups?.length === 0 ? { ...each, entries: [] } : each,
  ),
  "believes that every fault struck": judgeThatMisreads((each) =>
    each.kind === "fault" && "evidence" in each
      ? { ...each, type: "ok", evidence: [{ what: "anything", seen: true }] }
      : each,
  ),
  "overlooks faults": judgeThatMisreads((each) => (each.kind === "fault" ? [] : each)),
  "lets a fault on anybody's path excuse everybody": judgeThatMisreads((each) =>
    each.kind === "fault" && "roles" in each ? { ...each, roles: everybody } : each,
  ),
  "lets every fault make Redis forget": judgeThatMisreads((each) =>
    each.kind === "fault" && "roles" in each ? { ...each, losesAll: true } : each,
  ),
  "lets no fault make Redis forget": judgeThatMisreads((each) =>
    each.kind === "fault" && "roles" in each ? { ...each, losesAll: false, losesLastMs: 0 } : each,
  ),
  "overlooks what the bus says": judgeThatMisreads((each) => (each.kind === "notice" ? [] : each)),
  "believes a bus that speaks for others": judgeThatMisreads((each) =>
    each.kind === "notice" ? { ...each, process: "publisher-0" } : each,
  ),
  "overlooks that subscribers close": judgeThatMisreads((each) =>
    each.kind === "close" ? [] : each,
  ),
  "overlooks damage": judgeThatMisreads((each) => {
    if (each.kind !== "deliver" || each.type !== "invoke") return each;
    const { damage: _damage, ...rest } = each;
    return { ...rest, message: "publisher-0/0" };
  }),
  "takes every delivery for a first attempt": judgeThatMisreads((each) =>
    each.kind === "deliver" && each.type === "invoke" ? { ...each, attempt: 1 } : each,
  ),
  "overlooks a claim to deduplicate": claiming({ deduplicates: false }),
  "overlooks a claim to keep the order": claiming({ ordering: "none" }),
  "overlooks a claim to replay": claiming({ replaysFromStart: false }),
  "holds every bus to at-least-once": claiming({ delivery: "at-least-once" }),
  "holds no bus to at-least-once": claiming({ delivery: "at-most-once" }),
  "overlooks that the history is cut off": (run) => realJudge({ ...run, torn: false }),
  "passes what it knows nothing about": (run) =>
    realJudge(run) === "unknown\nno-evidence unknown" ? "pass" : realJudge(run),
  "runs no checker that was asked for": (run) =>
    realJudge({ ...run, header: { ...run.header, checkers: [] } }),
};

const everybody = ["publisher-0", "subscriber-0", "subscriber-1", "subscriber-2"];

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
