import type { Verdict } from "../../judging/finding/finding.ts";

/** The sign before the word, so that a reader can find a verdict without colours. */
const verdictMarks: Record<Verdict, string> = {
  pass: "✓",
  fail: "✗",
  unknown: "?",
  "not-applicable": "–",
};

export function verdictMark(verdict: Verdict): string {
  return verdictMarks[verdict];
}

/** Returns `✗ fail`. */
export function verdictText(verdict: Verdict): string {
  return `${verdictMarks[verdict]} ${verdict.replace("-", " ")}`;
}
