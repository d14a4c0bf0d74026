import { exitCodes } from "../../errors.ts";
import type { Verdict } from "../../judging/finding/finding.ts";
import { overallVerdict } from "../../report/model/overall-verdict.ts";

/** The exit code that a shell gives a process that aborts, for example because its memory is used up. */
const abortedCode = 134;

/** The exit codes for help and docs/command-line.md. */
export const exitCodeMeanings: readonly { readonly code: number; readonly meaning: string }[] = [
  { code: exitCodes.pass, meaning: "every verdict is pass" },
  { code: exitCodes.fail, meaning: "at least one fail; outranks all below" },
  {
    code: exitCodes.unknown,
    meaning: "no fail, but at least one unknown, or nothing was applicable",
  },
  { code: exitCodes.usage, meaning: "wrong usage" },
  { code: exitCodes.environment, meaning: "the environment is not ready" },
  { code: exitCodes.harness, meaning: "the harness itself failed" },
  {
    code: exitCodes.interrupted,
    meaning: `interrupted (${exitCodes.terminated} by SIGTERM); what there is was written`,
  },
  { code: abortedCode, meaning: "the process died (137 by SIGKILL); there is no report.json" },
];

/** The end of a command: its verdicts, and everything that cut it short. */
export interface CommandEnd {
  readonly verdicts: readonly Verdict[];
  /** 130 or 143 if a signal ended it. */
  readonly interruptedBy?: number | undefined;
  /** Exit codes of the errors that ended the command or kept its report from being written. */
  readonly errors: readonly number[];
}

/**
 * Decides the exit code. A lost message stays lost whatever else went wrong, so `fail` outranks all.
 * Next comes whatever cut the command short. Only a complete command can be `unknown` or `pass`.
 */
export function exitCodeOf({ verdicts, interruptedBy, errors }: CommandEnd): number {
  if (verdicts.includes("fail")) return exitCodes.fail;
  if (interruptedBy !== undefined) return interruptedBy;
  if (errors.length > 0) return Math.max(...errors);
  return exitCodes[overallVerdict(verdicts)];
}
