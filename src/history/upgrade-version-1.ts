import type { Operation } from "./operation.ts";

/** A value of a stored line, whose fields are not checked yet. */
type Stored = Readonly<Record<string, unknown>>;

interface VersionOneMarks {
  readonly forgetful?: unknown;
  readonly forgetsLastMs?: unknown;
}

/** Renames the fields of a header of schema version 1 to those of version 2. */
export function upgradeHeader({ audited, wired, ...header }: Stored): Stored {
  return { ...header, schemaVersion: 2, hasStreamAudit: audited, hasCommands: wired };
}

/** Renames the fields of an operation of schema version 1 to those of version 2. */
export function upgradeOperation(operation: Operation): Operation {
  if (operation.kind !== "fault" || operation.type !== "invoke") return operation;
  const { forgetful, forgetsLastMs, ...fault } = operation as typeof operation & VersionOneMarks;
  return {
    ...fault,
    ...(typeof forgetful === "boolean" && { losesAll: forgetful }),
    ...(typeof forgetsLastMs === "number" && { losesLastMs: forgetsLastMs }),
  };
}
