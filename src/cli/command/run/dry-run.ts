import { faultName } from "../../../faults/fault-kinds.ts";
import type { FaultStep } from "../../../faults/fault-plan.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import { planRuns, type PlannedRun } from "../../../run/plan/plan-runs.ts";
import { durationText } from "../../../wording.ts";
import { valueText } from "../../option/option-text.ts";
import type { Option } from "../../option/option.ts";
import { titleText } from "../../progress/run-event-text.ts";
import type { ResolvedRequest } from "./resolve-request.ts";
import { requestOptions } from "./run-options.ts";

/** Returns the resolved options of a command and the fault plan of every run, as data. */
export function dryRunJson(request: ResolvedRequest, command: string): unknown {
  const shown = shownOptions(request).map(({ key, option, value }) => [
    key,
    option.kind === "url" ? (value ?? "none") : (value ?? null),
  ]);
  return {
    command,
    options: Object.fromEntries(shown),
    runs: planRuns(request).map(({ title, variant, plan }) => ({
      ...title,
      workload: variant.workload,
      plan,
    })),
  };
}

/** Returns the same as a text. */
export function dryRunText(request: ResolvedRequest, command: string): string {
  const options = shownOptions(request).map(
    ({ key, option, value }) =>
      `  ${key.padEnd(16)}  ${oneLine(String(value ?? option.defaultText ?? "none"))}`,
  );
  return [
    "resolved options",
    ...options,
    "",
    ...planRuns(request).flatMap(planLines),
    `run it with: ${oneLine(command)}`,
  ].join("\n");
}

interface ShownOption {
  /** The name of the value in a `RunRequest`. */
  readonly key: string;
  readonly option: Option;
  /** Without credentials. */
  readonly value: string | number | boolean | undefined;
}

function shownOptions(request: ResolvedRequest): ShownOption[] {
  const values: Readonly<Record<string, unknown>> = { ...request, bus: request.bus.name };
  return Object.entries(requestOptions).map(([key, option]) => {
    const value = values[key] as ShownOption["value"];
    const isSecret = option.kind === "url" && value !== undefined;
    return { key, option, value: isSecret ? valueText(option, value) : value };
  });
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
