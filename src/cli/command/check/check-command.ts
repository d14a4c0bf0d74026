import { nowMs, wallTime } from "../../../clock.ts";
import { describeMachine } from "../../../machine.ts";
import { buildReport } from "../../../report/model/build-report.ts";
import { renderTerminal, widthOf } from "../../../report/views/terminal.ts";
import { judgeRun } from "../../../run/judge-run.ts";
import { userCommand } from "../../../user-command.ts";
import { environmentErrors } from "../../process/environment-errors.ts";
import { exitCodeOf } from "../../process/exit-code.ts";
import type { Output } from "../../process/output.ts";
import { findHistories } from "../find-run.ts";
import type { CheckValues } from "./check-options.ts";

/** Judges stored histories again, without Redis. The exit codes are the same as for `run`. */
export function checkCommand({ run, json, verbose }: CheckValues, output: Output): number {
  const startMs = nowMs();
  const records = findHistories(run).map((file) => judgeRun(file));
  const report = buildReport(records, {
    runId: run,
    seed: records[0]?.title.seed ?? 0,
    startedAt: wallTime(),
    durationMs: nowMs() - startMs,
    interrupted: false,
    provider: "unknown",
    link: "unknown",
    ...describeMachine(),
    command: userCommand("check", run),
  });
  const rendering = { paint: output.paintData, verbose, ...widthOf(output.columns?.data) };
  output.data(json ? report : renderTerminal(report, rendering));
  const verdicts = report.results.map(({ verdict }) => verdict);
  return exitCodeOf({ verdicts, errors: environmentErrors(report) });
}
