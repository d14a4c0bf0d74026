import { HarnessError } from "../../errors.ts";
import { findingKinds, type Finding, type FindingKind, type RuleId } from "./finding.ts";

/** A finding lists at most this many messages and operations; its summary says how many there are. */
export const listedAtMost = 32;

interface FindingDetails {
  readonly verdict: Finding["verdict"];
  readonly summary: string;
  /** A message that occurs more than once is listed once. */
  readonly messages?: readonly string[];
  readonly operations?: readonly number[];
  readonly unavoidable?: boolean | undefined;
  readonly count?: number;
  readonly advice?: string;
  readonly stack?: readonly string[];
}

/** Creates a finding of the kind with which the id of its rule begins. */
export function createFinding(rule: RuleId, details: FindingDetails): Finding {
  const { verdict, summary, messages = [], operations = [], unavoidable } = details;
  const { count, advice, stack = [] } = details;
  const listed = { messages: firstOf(messages), operations: firstOf(operations) };
  const kind = kindOf(rule);
  return {
    kind,
    rule,
    verdict,
    summary,
    ...listed,
    ...(stack.length > 0 && { stack }),
    ...(unavoidable !== undefined && { unavoidable }),
    ...(count !== undefined && { count }),
    ...(advice !== undefined && { advice }),
  };
}

/** Creates a finding with the verdict `unknown`: too little was recorded to judge. */
export function noEvidence(
  rule: `no-evidence/${string}`,
  summary: string,
  operations: readonly number[] = [],
): Finding {
  return createFinding(rule, { verdict: "unknown", summary, operations });
}

function kindOf(rule: RuleId): FindingKind {
  const kind = findingKinds.find((each) => rule.startsWith(`${each}/`));
  if (kind !== undefined) return kind;
  throw new HarnessError(`the rule id ${rule} does not begin with a kind of finding`);
}

function firstOf<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)].slice(0, listedAtMost);
}
