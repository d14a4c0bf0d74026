import type { Verdict } from "../../judging/finding/finding.ts";

/** A sign beside the word, so that neither colour nor shape carries the verdict alone. */
const verdictMarks: Record<Verdict, string> = {
  pass: "✓",
  fail: "✗",
  unknown: "?",
  "not-applicable": "–",
};

/** `✗ fail`. */
export function verdictText(verdict: Verdict): string {
  return `${verdictMarks[verdict]} ${verdict.replace("-", " ")}`;
}
