import type { IndexedHistory } from "../history/indexed-history.ts";
import { noEvidence } from "./finding/create-finding.ts";
import type { Finding } from "./finding/finding.ts";

/**
 * Lets the finding pass that a control run must have. A control run is one whose fault makes a finding unavoidable: it
 * shows that the rules can see such a finding. Without it the run is `unknown`, because then a pass of other runs proves
 * nothing. All other findings count as in any run.
 *
 *     1.0 s  Redis without persistence is killed after it acknowledged 100 messages
 *     2.0 s  Redis is back, and empty
 *     → the finding `lost 100 of 100 messages` passes; a `duplicate` in the same run fails
 */
export function applyControl(
  { header, faults }: IndexedHistory,
  findings: readonly Finding[],
): readonly Finding[] {
  const { control } = header;
  if (control === undefined) return findings;
  const injections = new Set(faults.map(({ injectIndex }) => injectIndex));
  // Only the missing evidence of a fault can be planned: a run that broke off never passes.
  const isOfFault = ({ operations }: Finding): boolean =>
    operations.some((index) => injections.has(index));
  const isPlanned = (finding: Finding): boolean =>
    finding.kind === control &&
    finding.unavoidable !== false &&
    (finding.verdict === "fail" || (control === "no-evidence" && isOfFault(finding)));
  if (findings.some(isPlanned)) {
    return findings.map((finding) => (isPlanned(finding) ? asExpected(finding) : finding));
  }
  const text = `the control run did not report \`${control}\`, which its fault makes unavoidable`;
  return [...findings, noEvidence("no-evidence/control-found-nothing", text)];
}

function asExpected(finding: Finding): Finding {
  return { ...finding, verdict: "pass", summary: `expected by this control: ${finding.summary}` };
}
