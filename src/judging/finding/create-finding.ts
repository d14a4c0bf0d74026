import type { Finding, FindingKind } from "./finding.ts";

const listedAtMost = 32;

interface FindingDetails {
  readonly verdict: Finding["verdict"];
  readonly summary: string;
  /** May hold a message more than once; it is listed once. */
  readonly messages?: readonly string[];
  readonly operations?: readonly number[];
  readonly unavoidable?: boolean | undefined;
}

export function createFinding(kind: FindingKind, details: FindingDetails): Finding {
  const { verdict, summary, messages = [], operations = [], unavoidable } = details;
  const listed = { messages: firstOf(messages), operations: firstOf(operations) };
  return { kind, verdict, summary, ...listed, ...(unavoidable !== undefined && { unavoidable }) };
}

/** Too little was seen to judge. */
export function noEvidence(summary: string, operations: readonly number[] = []): Finding {
  return createFinding("no-evidence", { verdict: "unknown", summary, operations });
}

function firstOf<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)].slice(0, listedAtMost);
}
