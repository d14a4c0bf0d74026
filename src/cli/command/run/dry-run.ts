import { faultName } from "../../../faults/fault-kinds.ts";
import type { FaultStep } from "../../../faults/fault-plan.ts";
import { redactUrl } from "../../../fixtures/redact-url.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import { planRuns, type PlannedRun } from "../../../run/plan/plan-runs.ts";
import { durationText } from "../../../wording.ts";
import { titleText } from "../../progress/progress-text.ts";
import type { ResolvedRequest } from "./resolve-request.ts";

/** What a command would do: its resolved options and the fault plan of every run. */
export function dryRunJson(request: ResolvedRequest, command: string): unknown {
  return {
    command,
    options: resolvedOptions(request),
    runs: planRuns(request).map(({ title, variant, plan }) => ({
      ...title,
      workload: variant.workload,
      plan,
    })),
  };
}

export function dryRunText(request: ResolvedRequest, command: string): string {
  const options = Object.entries(resolvedOptions(request)).map(
    ([name, value]) => `  ${name.padEnd(16)}  ${oneLine(String(value ?? "as the scenario says"))}`,
  );
  return [
    "resolved options",
    ...options,
    "",
    ...planRuns(request).flatMap(planLines),
    `run it with: ${oneLine(command)}`,
  ].join("\n");
}

function resolvedOptions(request: ResolvedRequest) {
  const { redisUrl, toxiproxyUrl } = request;
  return {
    bus: request.bus.name,
    seed: request.seed,
    repeat: request.repeat,
    untilFail: request.untilFail,
    provider: request.provider,
    redisUrl: redisUrl === undefined ? "none" : redactUrl(redisUrl),
    link: request.link,
    toxiproxyUrl: toxiproxyUrl === undefined ? "none" : redactUrl(toxiproxyUrl),
    recoveryLimitMs: request.recoveryLimitMs,
    messages: request.messages ?? null,
    ratePerSecond: request.ratePerSecond ?? null,
    subscribers: request.subscribers ?? null,
  };
}

function planLines({ title, variant, plan }: PlannedRun): string[] {
  const steps = plan.length === 0 ? ["  no fault"] : plan.map(stepLine);
  return [titleText(title), `  ${oneLine(variant.summary)}`, ...steps, ""];
}

function stepLine({ spec, afterMs, holdMs }: FaultStep): string {
  const held =
    holdMs === "until-recovered" ? "held until recovered" : `healed after ${durationText(holdMs)}`;
  return `  after ${durationText(afterMs)}: ${faultName(spec)}, ${held}`;
}
