import type { BusModule } from "../bus/contract.ts";
import type { FindingKind } from "../judging/finding/finding.ts";

/**
 * A bus with one planted bug, and the findings that the selftest must get from it. A file of the zoo is
 * also a bus module: `npm run chaos -- --bus src/zoo/handles-twice.ts` runs it like any other bus.
 */
export interface PlantedBug extends BusModule {
  /** Public projects that had the same bug, with the number of the issue if it is known. */
  readonly seenIn?: string;
  /** Runs that must find the bug; at least one. */
  readonly foundBy: readonly [ExpectedFindings, ...ExpectedFindings[]];
  /** A scenario that must find this bug while no other scenario does, which proves that it is needed. */
  readonly onlyFoundBy?: string;
}

/** Findings that one run of a planted bug must have, and those that it may have. */
export interface ExpectedFindings {
  /** A variant such as `restart/sigterm-1s`, or `explore/publishes`: a cut at every publish. */
  readonly run: string;
  /** Kinds that must fail, in alphabetical order. Any other kind that fails is a problem. */
  readonly mustFind: readonly FindingKind[];
  /** Kinds that may fail too, because they depend on the moment at which the fault strikes. */
  readonly mayAlsoFind?: readonly FindingKind[];
  /**
   * Text in the summary of a finding that fails, such as the place of a loss. `{role}` in it stands for
   * the role that the seed picks for the first fault of the plan, and `…` for a part of a sentence without a comma.
   */
  readonly summaryIncludes: string;
  /** Limit of the recovery. Default 2000 ms: a bug rarely needs longer to show. */
  readonly recoveryLimitMs?: number;
}

/** A bus on which a run proves nothing, for example because no message is acknowledged. */
export interface NoEvidenceBus extends BusModule {
  /** The run whose verdict must be `unknown`, and text in the summary of a finding that says why. */
  readonly noEvidence: { readonly run: string; readonly summaryIncludes: string };
}

/** Long enough for the correct parts of a bus to notice a half-open connection, which takes up to 2.5 s. */
export const halfOpenLimitMs = 4000;
