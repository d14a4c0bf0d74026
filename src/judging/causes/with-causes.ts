import { errorText } from "../../errors.ts";
import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { Cause, Finding } from "../finding/finding.ts";
import { exampleAfterHeal } from "./example-of.ts";
import { lossCause } from "./loss-cause.ts";
import { noConnectionCause } from "./no-connection-cause.ts";
import { refusalCause } from "./refusal-cause.ts";

/**
 * Gives each finding that does not pass its cause, as far as the history shows one. A cause never changes a
 * verdict: it says what the commands and the auditor show about a finding that stands anyway.
 */
export function withCauses(
  history: IndexedHistory,
  findings: readonly Finding[],
): readonly Finding[] {
  return findings.map((finding) => {
    if (finding.verdict === "pass" || finding.cause) return finding;
    const cause = tryToFind(finding, history);
    const example = finding.kind === "not-recovered" ? exampleAfterHeal(history) : undefined;
    return {
      ...finding,
      ...(cause && { cause }),
      ...(example !== undefined && { example }),
    };
  });
}

function tryToFind(finding: Finding, history: IndexedHistory): Cause | undefined {
  try {
    return causeOf(finding, history);
  } catch (error) {
    return { name: "not known", text: `the cause could not be looked up: ${errorText(error)}` };
  }
}

function causeOf({ kind, rule, operations }: Finding, history: IndexedHistory): Cause | undefined {
  switch (kind) {
    case "lost":
    case "stranded":
      return lossCause(rule, history);
    case "not-recovered":
    case "late":
      return refusalCause(history);
    case "hung":
      return noConnectionCause(history, rolesOf(operations, history));
    default:
      return undefined;
  }
}

/** Returns the roles whose calls are among the operations. */
function rolesOf(
  operations: readonly number[],
  { busCalls, subscriptions }: IndexedHistory,
): ReadonlySet<string> {
  const calls = [...busCalls, ...subscriptions];
  return new Set(
    calls
      .filter(({ invokeIndex }) => operations.includes(invokeIndex))
      .map(({ process }) => process),
  );
}
