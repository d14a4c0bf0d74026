import { userCommand } from "../../user-command.ts";
import { countText, listed } from "../../wording.ts";
import { summariseRepeats, type RepeatSummary } from "../model/repeat-summary.ts";
import type { RunReport } from "../model/run-report.ts";
import { tellingPoint } from "../model/telling-point.ts";

type Repeated = Readonly<Pick<RunReport, "command">> & {
  readonly results: Readonly<RunReport["results"]>;
};

const shownSeeds = 10;

/**
 * Says how many runs of each repeated variant failed, with their seeds, and names the command that
 * repeats the failure by a fault at a single command.
 */
export function repeatLines({ results, command }: Repeated): string[] {
  const failing = summariseRepeats(results).filter(({ failed }) => failed > 0);
  return failing.flatMap((summary) => {
    const shown = atOneCommand(command, summary.point);
    return [repeatLine(summary), ...shown.map((line) => `  ${line}`)];
  });
}

function repeatLine({ name, bus, runs, failed, failedSeeds }: RepeatSummary): string {
  const seeds = listed(failedSeeds.map(String), shownSeeds);
  const word = failed === 1 ? "seed" : "seeds";
  return `${name} on ${bus} fails ${countText(failed)} of ${countText(runs)}: ${word} ${seeds}`;
}

/** Returns the same command for runs that were not repeated. */
export function pointLines({ results, command }: Repeated): string[] {
  if (summariseRepeats(results).length > 0) return [];
  return atOneCommand(command, tellingPoint(results.filter(({ verdict }) => verdict === "fail")));
}

function atOneCommand(command: string, point: string | undefined): string[] {
  const bus = / --bus ('(?:[^']|'\\'')*'|\S+)/u.exec(command)?.[1];
  if (bus === undefined || point === undefined) return [];
  return [`at one command: ${userCommand("explore")} --bus ${bus} --point ${point}`];
}
