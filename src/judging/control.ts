import type { IndexedHistory } from "../history/indexed-history.ts";
import { counted, countText } from "../wording.ts";
import { factsOf } from "./facts/facts.ts";
import { wasReceived } from "./facts/groups.ts";
import { noEvidence } from "./finding/create-finding.ts";
import type { Finding } from "./finding/finding.ts";

/**
 * Lets the finding pass that a self-check must have. A self-check is a control run: its fault makes a finding unavoidable, so it
 * shows that the rules can see such a finding. Without it the run is `unknown`, because then a pass of other runs proves
 * nothing. All other findings count as in any run.
 *
 *     1.0 s  Redis without persistence is killed after it acknowledged 100 messages
 *     2.0 s  Redis is back, and empty
 *     → the finding `lost 100 of 100 messages` passes; a `duplicate` in the same run fails
 */
export function applyControl(
  history: IndexedHistory,
  findings: readonly Finding[],
): readonly Finding[] {
  const { header, faults } = history;
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
    return findings.map((finding) => (isPlanned(finding) ? asExpected(finding, history) : finding));
  }
  const text = `the self-check did not find \`${control}\`, which its fault makes unavoidable`;
  return [...findings, noEvidence("no-evidence/control-found-nothing", text)];
}

function asExpected(finding: Finding, history: IndexedHistory): Finding {
  const noticed = noticedText(finding, history);
  return {
    ...finding,
    verdict: "pass",
    isSelfCheck: true,
    summary: `Self-check: ${noticed} (Not counted against the bus.)`,
  };
}

function noticedText({ kind, count = 0 }: Finding, history: IndexedHistory): string {
  if (kind !== "lost") {
    return `this fault makes \`${kind}\` unavoidable, and bus-chaos noticed it.`;
  }
  const owed = acknowledgedBeforeWipe(history);
  const lost = counted(Math.max(owed, count), "message");
  const noticed = count >= owed ? `all ${countText(count)}` : `only ${countText(count)}`;
  return `Redis kept nothing here, so ${lost} had to be lost, and bus-chaos noticed ${noticed}.`;
}

/** Counts what Redis had acknowledged when it was killed without persistence, and no group had got by then. */
function acknowledgedBeforeWipe(history: IndexedHistory): number {
  const { messages, faults, header } = history;
  const wipedMs = faults.find(({ losesAll }) => losesAll)?.injectCallMs ?? -Infinity;
  const { groups } = factsOf(history);
  const before = [...messages.values()].filter(
    ({ key, outcome, canary, settledMs = Infinity }) =>
      outcome === "acknowledged" &&
      !canary &&
      settledMs <= wipedMs &&
      !groups.some((group) => wasReceived(group, key, header.guarantees)),
  );
  return before.length;
}
