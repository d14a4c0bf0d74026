import type { FindingKind } from "../judging/finding/finding.ts";

/** What must be found out about a bus with a planted bug, and by what. */
export interface Expectation {
  readonly bus: string;
  /** A variant such as `restart/sigterm-1s`, or `explore/` and which points. */
  readonly run: string;
  /** Every kind of finding that fails, in order of the alphabet. */
  readonly finds: readonly FindingKind[];
  /** What the same bug brings with it or not, by where in its work the fault meets the bus. */
  readonly perhaps?: readonly FindingKind[];
  /** What a finding must say, such as the place of a loss. */
  readonly says: string;
  /** 2 s by default: a planted bug seldom needs longer to show, and a correct part never does. */
  readonly recoveryLimitMs?: number;
}

/** A set-up that shows nothing: its verdict must be `unknown`. */
export interface VacuousExpectation {
  readonly bus: string;
  readonly run: string;
  readonly says: string;
}

/** The bus that shows what a scenario is needed for: no other scenario finds its bug. */
export interface Witness {
  readonly scenario: string;
  readonly bus: string;
}

/** `restart` of `restart/sigterm-1s`. */
export function scenarioOf({ run }: Pick<Expectation, "run">): string {
  return run.split("/")[0] ?? run;
}
