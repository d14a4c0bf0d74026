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
    runs: planRuns(request).map(({ title, variant, plan, moments }) => ({
      ...title,
      workload: variant.workload,
      plan,
      ...(moments.length > 0 && { moments }),
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

function planLines({ title, variant, plan, moments }: PlannedRun): string[] {
  const steps = plan.map(stepLine);
  if (moments.length > 0) steps.push(`  moments of its steps: ${moments.map(millis).join(", ")}`);
  if (steps.length === 0) steps.push("  no fault");
  return [titleText(title), `  ${oneLine(variant.summary)}`, ...steps, ""];
}

function stepLine({ spec, afterMs, target, holdMs }: FaultStep): string {
  const held =
    holdMs === "until-recovered" ? "held until recovered" : `healed after ${durationText(holdMs)}`;
  return `  after ${millis(afterMs)}${targetText(target)}: ${faultName(spec)}, ${held}`;
}

/** Moments differ by fractions of a millisecond, which a duration for people leaves out. */
function millis(ms: number): string {
  return `${ms} ms`;
}

function targetText(target: FaultStep["target"]): string {
  if (!target) return "";
  const { role, purpose, position, nth } = target;
  return `, ${position} of ${purpose} ${nth} of ${role}`;
}
