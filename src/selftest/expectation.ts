import type { ExpectedFindings } from "../zoo/planted-bug.ts";

/** Findings that one run of one planted bug must have. */
export interface Expectation extends ExpectedFindings {
  readonly bus: string;
}

/** A run of a bus that proves nothing. Its verdict must be `unknown`, and a finding must say why. */
export interface NoEvidenceExpectation {
  readonly bus: string;
  readonly run: string;
  readonly summaryIncludes: string;
}

/**
 * A bug that this scenario finds and no other scenario does. It proves that the scenario is needed: without
 * it the harness would miss the bug.
 */
export interface ScenarioProof {
  readonly scenario: string;
  readonly bus: string;
}

/** Returns the scenario of a run: `restart` of `restart/sigterm-1s`. */
export function scenarioOf({ run }: Pick<Expectation, "run">): string {
  return run.split("/")[0] ?? run;
}
