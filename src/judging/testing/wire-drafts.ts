import type { OperationDraft } from "../../history/operation.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import type {
  AuditScript,
  KeyspaceScript,
  BypassScript,
  DeadLettersScript,
  OpaqueScript,
  WireScript,
} from "./scripts.ts";

/** An operation of an invented run, with its time. */
export interface ScriptedDraft {
  readonly at: number;
  readonly draft: OperationDraft;
}

/** Returns the operation of a command, at the time of its last step. */
export function wireDraft(options: WireScript): ScriptedDraft {
  const { at, by = "publisher-0", forwardedAt = at, ...rest } = options;
  const { executedAt = forwardedAt, repliedAt = executedAt, ...described } = rest;
  const { key = "stream:orders", ...details } = described;
  const times: Partial<Pick<WireCommand, "forwardedMs" | "executedMs" | "repliedMs">> = {
    ...(forwardedAt !== null && { forwardedMs: forwardedAt }),
    ...(executedAt !== null && { executedMs: executedAt }),
    ...(repliedAt !== null && { repliedMs: repliedAt }),
  };
  const type = repliedAt === null ? "info" : "ok";
  const place = { connection: 0, ...(key !== null && { key }), occurrence: 1 };
  const endedAt = Math.max(at, ...Object.values(times));
  const draft = { kind: "wire", type, process: by, ...place, ...details, ...times } as const;
  return { at: endedAt, draft };
}

export function opaqueDraft({ at, by }: OpaqueScript): ScriptedDraft {
  const reason = "it begins with 0x16";
  const common = { kind: "wire-opaque", type: "info", connection: 0 } as const;
  return { at, draft: { ...common, process: by, reason } };
}

export function resetDraft({ at, by }: OpaqueScript): ScriptedDraft {
  return { at, draft: { kind: "wire-end", type: "info", process: by, connection: 0, how: "rst" } };
}

/** The page comes after the drain of every script. */
const readAtMs = 100_001;

export function auditDraft({
  at = readAtMs,
  topic = "orders",
  error,
  ...found
}: AuditScript): ScriptedDraft {
  const common = { kind: "audit", process: "auditor", topic, key: `key:${topic}` } as const;
  const end = error === undefined ? ({ type: "ok" } as const) : ({ type: "info", error } as const);
  return { at, draft: { ...common, ...end, ...found } };
}

export function deadLettersDraft({
  at = readAtMs,
  topic = "orders",
  error,
  ...found
}: DeadLettersScript): ScriptedDraft {
  const common = { kind: "dead-letters", process: "auditor", topic, key: `dead:${topic}` } as const;
  const end = error === undefined ? ({ type: "ok" } as const) : ({ type: "info", error } as const);
  return { at, draft: { ...common, ...end, ...found } };
}

export function bypassDraft({ at, ...what }: BypassScript): ScriptedDraft {
  return { at, draft: { kind: "bypass", type: "info", process: "auditor", ...what } };
}

export function keyspaceDraft(options: KeyspaceScript): ScriptedDraft {
  const { at = readAtMs + 1, found = [], messages = found.length, error, ...rest } = options;
  const common = { kind: "keyspace", process: "auditor", type: error ? "info" : "ok" } as const;
  const counts = { keys: 1, complete: true, messages, ...rest };
  return { at, draft: { ...common, found, ...counts, ...(error && { error }) } };
}
