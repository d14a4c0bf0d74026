import type { Finding } from "../judging/finding/finding.ts";
import { mergeVerdicts } from "../judging/finding/verdict.ts";
import type { AcceptedFinding } from "./plan/accepted-finding.ts";
import type { RunTitle } from "./plan/run-title.ts";
import type { JudgedRun, RunRecord } from "./run-record.ts";

/**
 * Marks the accepted failures of a run, which then no longer decide about it. Evidence that is missing cannot be accepted.
 * Applied again, it changes nothing.
 */
export function acceptFindings<Run extends RunRecord>(
  record: Run,
  accepted: readonly AcceptedFinding[],
): Run {
  if (record.kind !== "judged") return record;
  const { judgement, title } = record;
  const findings = judgement.findings.map((finding) => accept(finding, title, accepted));
  if (findings.every((finding, at) => finding === judgement.findings[at])) return record;
  return { ...record, judgement: { ...judgement, findings, ...conclusion(findings) } };
}

function accept(finding: Finding, title: RunTitle, accepted: readonly AcceptedFinding[]): Finding {
  const found = accepted.find((each) => finding.verdict === "fail" && fits(each, finding, title));
  return found ? { ...finding, verdict: "pass", accepted: found.reason } : finding;
}

function fits({ rule, in: place }: AcceptedFinding, finding: Finding, title: RunTitle): boolean {
  const isHere = place === undefined || isPlace(place, title);
  return isHere && (rule === finding.rule || rule === finding.kind);
}

function isPlace(place: string, { scenario, variant }: RunTitle): boolean {
  return place === scenario || place === `${scenario}/${variant}`;
}

/** Returns the verdict that the other findings give, and the sentence that says why. */
function conclusion(
  findings: readonly Finding[],
): Pick<JudgedRun["judgement"], "verdict" | "summary"> {
  const verdict = mergeVerdicts([...findings.map((finding) => finding.verdict), "pass"]);
  const deciding =
    findings.find((finding) => finding.verdict === verdict && verdict !== "pass") ??
    findings.find(({ accepted }) => accepted !== undefined);
  const summary = deciding?.summary ?? "";
  return {
    verdict: verdict === "not-applicable" ? "pass" : verdict,
    summary: deciding?.accepted === undefined ? summary : `accepted: ${summary}`,
  };
}

/**
 * Returns those accepted findings that no run of their place had. It leaves out those without a place: they may belong
 * to a run that the command did not make.
 */
export function unseenAccepted(
  records: readonly RunRecord[],
  accepted: readonly AcceptedFinding[],
): readonly AcceptedFinding[] {
  const judged = records.filter((record) => record.kind === "judged");
  return accepted.filter((each) => {
    const place = each.in;
    const here = judged.filter(({ title }) => place !== undefined && isPlace(place, title));
    const isSeen = here.some(({ judgement, title }) =>
      judgement.findings.some(
        (finding) => finding.accepted !== undefined && fits(each, finding, title),
      ),
    );
    return here.length > 0 && !isSeen;
  });
}
