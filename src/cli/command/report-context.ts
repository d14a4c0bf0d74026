import type { ReportContext } from "../../report/model/build-report.ts";
import { failureMessage } from "../process/failure-text.ts";
import { describeMachine } from "../process/machine.ts";
import type { ResolvedRequest } from "./run/resolve-request.ts";

interface Ended {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly interruptedBy: number | undefined;
  readonly error: unknown;
  /** The exact command that repeats the run. */
  readonly command: string;
}

/** What a report says of the command, however it ended, and of the machine. */
export function reportContext(
  { bus, seed, provider, link }: Pick<ResolvedRequest, "bus" | "seed" | "provider" | "link">,
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
