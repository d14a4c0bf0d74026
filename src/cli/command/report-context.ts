import { describeMachine } from "../../machine.ts";
import type { ReportContext } from "../../report/model/build-report.ts";
import type { RunRequest } from "../../run/plan/run-request.ts";
import { failureMessage } from "../process/failure-text.ts";
import type { EndedWork } from "./long-command.ts";

interface Ended extends EndedWork {
  /** The exact command that repeats the run. */
  readonly command: string;
}

/** Returns the parts of a report that describe the command and the machine, however the work ended. */
export function reportContext(
  { bus, seed, provider, link }: Pick<RunRequest, "bus" | "seed" | "provider" | "link">,
  { startedAt, durationMs, interruptedBy, error, command }: Ended,
): ReportContext {
  return {
    runId: `${startedAt}-${bus.name}-${seed}`,
    seed,
    startedAt,
    durationMs,
    interrupted: interruptedBy !== undefined,
    ...(error === undefined ? {} : { error: failureMessage(error) }),
    provider,
    link,
    ...describeMachine(),
    command,
  };
}
