import { exitCodes } from "../../errors.ts";
import type { Verdict } from "../../judging/finding/finding.ts";
import { overallVerdict } from "../../report/model/overall-verdict.ts";

/** How a command ended, beside the verdicts it reached. */
export interface Ending {
  readonly verdicts: readonly Verdict[];
  /** 130 or 143 if a signal ended it. */
  readonly interruptedBy?: number | undefined;
  /** Exit codes of the errors that ended it or kept its report from being written. */
  readonly errors: readonly number[];
}

/**
 * A message that was lost stays lost, whatever else went wrong: one `fail` outranks all. Then comes
 * what kept the command from its end, and only a complete command can be `unknown` or `pass`.
 */
export function exitCodeOf({ verdicts, interruptedBy, errors }: Ending): number {
  if (verdicts.includes("fail")) return exitCodes.fail;
  if (interruptedBy !== undefined) return interruptedBy;
  if (errors.length > 0) return Math.max(...errors);
  return exitCodes[overallVerdict(verdicts)];
}
