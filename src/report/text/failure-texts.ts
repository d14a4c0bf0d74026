import type { Result } from "../model/run-report.ts";
import { thingsToRepair, type ThingToRepair } from "../model/things-to-repair.ts";
import { explainCommandOf } from "./explain-line.ts";
import { factsOf } from "./repair-lines.ts";

/** Texts about a run that did not pass, for CI systems and test runners. All of them may come from the bus. */
export interface FailureTexts {
  /** The kind of the worst finding, such as `lost`. */
  readonly kind: string | undefined;
  /** The worst finding in one sentence. */
  readonly message: string;
  /** Everything that is to repair in the run, each with its advice, and the commands that help. */
  readonly lines: readonly string[];
}

/** Returns the texts for a run; the lines are empty if it passed. */
export function failureTexts(result: Result): FailureTexts {
  const things = thingsToRepair([result]);
  const [worst] = things;
  const { verdict, directory, command, printed, summary } = result;
  const isBad = verdict === "fail" || verdict === "unknown";
  const last = printed?.last.at(-1);
  const lines = [
    ...things.flatMap(thingLines),
    ...(last === undefined ? [] : [`the bus printed at last: ${last}`]),
    ...(last === undefined || directory === null
      ? []
      : [`all that it printed: ${directory}/bus.log`]),
    ...(command === undefined ? [] : [`repeat with: ${command}`]),
    ...(directory === null ? [] : [`history in ${directory}`]),
  ];
  return {
    kind: worst?.kind,
    message: worst?.sightings[0].finding.summary ?? summary,
    lines: isBad ? lines : [],
  };
}

function thingLines(thing: ThingToRepair): string[] {
  const explain = explainCommandOf(thing);
  return [
    `${thing.verdict} ${thing.rules.join(", ")}`,
    ...factsOf(thing),
    ...(thing.advice === undefined ? [] : [`→ ${thing.advice}`]),
    ...(explain === undefined ? [] : [`explain with: ${explain}`]),
    "",
  ];
}
