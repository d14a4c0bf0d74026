import type { OperationDraft } from "../../history/operation.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import type { OpaqueScript, WireScript } from "./scripts.ts";

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
