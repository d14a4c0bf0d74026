// The program of a process that performs one run: see run-apart.ts.
import { sleep } from "../../clock.ts";
import { ChaosError, errorText, exitCodes } from "../../errors.ts";
import type { RunControl } from "../../run/run-event.ts";
import { catchOutput } from "../../run/strays/catch-output.ts";
import { catchStrayErrors } from "../../run/strays/catch-stray-errors.ts";
import { changedHistories } from "../../run/strays/late-errors.ts";
import { resolveRequest } from "../command/run/resolve-request.ts";
import { runOfTitle } from "../command/run/run-of-title.ts";
import { endProcess, forbidExit } from "../process/end-process.ts";
import { runUntilInterrupted } from "../process/run-until-interrupted.ts";
import type { ApartNews, ApartOrder, BrokenRun } from "./messages.ts";

/** Time in which errors of a bus that is closed still belong to its run. */
const lateErrorsMs = 1_000;

forbidExit();
catchOutput();
catchStrayErrors((error) => void fail(error));
process.once("message", (order) => void obey(order as ApartOrder));

async function obey(order: ApartOrder): Promise<void> {
  const { interruptedBy, error } = await runUntilInterrupted(
    async (signal) => await perform(order, signal),
    () => {},
  );
  if (error !== undefined) return await fail(error);
  if (interruptedBy === undefined) await sleep(lateErrorsMs);
  if (changedHistories().size > 0) await tell({ kind: "late-error" });
  endProcess(interruptedBy ?? exitCodes.pass);
}

async function perform(
  { values, title, directory }: ApartOrder,
  signal: AbortSignal,
): Promise<void> {
  const { runScenarios } = await import("../../run/run-scenarios.ts");
  const request = await resolveRequest(runOfTitle(values, title));
  const onEvent: RunControl["onEvent"] = (event) => {
    if (event.kind !== "scenario-ended") void tell({ kind: "event", event });
  };
  const records = await runScenarios({ ...request, folder: () => directory }, { onEvent, signal });
  for (const record of records) await tell({ kind: "record", record });
}

async function fail(error: unknown): Promise<never> {
  await tell({ kind: "broken", error: brokenRun(error) });
  endProcess(exitCodes.harness);
}

function brokenRun(error: unknown): BrokenRun {
  if (error instanceof ChaosError) {
    const { message, exitCode, hint } = error;
    return { message, exitCode, hint };
  }
  return { message: errorText(error), exitCode: exitCodes.harness };
}

/** Resolves when the message has left this process, or at once if the parent is gone. */
async function tell(news: ApartNews): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (!process.send || !process.connected) return;
  process.send(news, () => resolve());
  await promise;
}
