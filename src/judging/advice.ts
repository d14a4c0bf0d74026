import type { Finding } from "./finding/finding.ts";
import { findingPages } from "./pages.ts";

const hintOfRule: ReadonlyMap<string, string> = new Map(
  findingPages.flatMap(({ rules }) => rules.map(({ id, hint }) => [id, hint] as const)),
);

interface AdvisedFinding {
  readonly rule: string;
  readonly advice?: string | undefined;
  readonly cause?: { readonly name: string; readonly advice?: string } | undefined;
}

/** Returns the next step for a finding: that of its cause, its own, or else the hint of its rule. */
export function adviceOf({ rule, advice, cause }: AdvisedFinding): string | undefined {
  return cause?.advice ?? advice ?? hintOfRule.get(rule);
}

/** Gives each finding that does not pass its next step, so that every report shows the same one. */
export function withAdvice(finding: Finding): Finding {
  const advice = finding.verdict === "pass" ? undefined : adviceOf(finding);
  return advice === undefined ? finding : { ...finding, advice };
}
