import type { FaultRecord } from "../../history/indexed-history.ts";
import { listed } from "../../wording.ts";
import { noEvidence } from "../finding/create-finding.ts";
import type { Finding, RuleId } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";

/**
 * Reports faults that left no evidence, or whose injection or heal was never verified. Surviving a fault
 * that may not have happened shows nothing.
 *
 *     100 ms  SIGKILL redis is injected
 *     200 ms  it is healed, and the run id of Redis is still the same
 *     → no-evidence/fault-without-effect, unknown: "not seen: the run id changed"
 */
export const judgeFaults: Rule = ({ faults }) => faults.flatMap(faultFinding);

function faultFinding(fault: FaultRecord): readonly Finding[] {
  const { name, injectedMs, healedMs, evidence, injectIndex } = fault;
  const gaps: string[] = [];
  if (injectedMs === undefined) gaps.push("it was never seen to be in force");
  if (healedMs === undefined) gaps.push("it was never seen to be healed");
  if (evidence.length === 0) gaps.push("it left no evidence");
  for (const { what, seen, detail } of evidence) {
    if (!seen) gaps.push(`not seen: ${what}${detail === undefined ? "" : ` (${detail})`}`);
  }
  return gaps.length === 0
    ? []
    : [noEvidence(ruleOf(fault), `${name}: ${listed(gaps)}`, [injectIndex])];
}

/** Names the first step that went wrong: injecting, healing, or having an effect. */
function ruleOf({ injectedMs, healedMs }: FaultRecord): RuleId & `no-evidence/${string}` {
  if (injectedMs === undefined) return "no-evidence/fault-not-in-force";
  return healedMs === undefined
    ? "no-evidence/fault-not-healed"
    : "no-evidence/fault-without-effect";
}
