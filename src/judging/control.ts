import type { IndexedHistory } from "../history/indexed-history.ts";
import { noEvidence } from "./finding/create-finding.ts";
import type { Finding } from "./finding/finding.ts";

/**
 * Turns round what a control run must find. A control is a run whose faults make a finding unavoidable: it
 * shows that the rules can see it. Its finding passes; without it the run is `unknown`, because then a
 * pass of the other runs proves nothing. Findings that the bus could have avoided count as in any run.
 *
 * Example: Redis without persistence is killed after it had 100 messages, and comes back empty. The
 * finding `lost 100 of 100` passes; `duplicate` in the same run still fails.
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
