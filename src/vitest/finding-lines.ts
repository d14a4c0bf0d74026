import type { JudgedRun } from "../run/run-record.ts";

const shownFindings = 5;

/** Returns the reasons why a run did not pass, for the message of a failed assertion. */
export function findingLines({ judgement, directory }: JudgedRun): string {
  const findings = judgement.findings
    .filter(({ verdict }) => verdict !== "pass")
    .slice(0, shownFindings)
    .map(({ rule, verdict, summary }) => `  ${verdict} ${rule}: ${summary}`);
  return [judgement.summary, ...findings, `  history: ${directory}/history.jsonl`].join("\n");
}
