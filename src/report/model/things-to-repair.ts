import { adviceOf } from "../../judging/advice.ts";
import { findingKinds } from "../../judging/finding/finding.ts";
import { redisTroubleRules } from "../../judging/no-evidence/redis-trouble-rule.ts";
import type { Result } from "./run-report.ts";

type ReportedFinding = Result["findings"][number];

/** Findings with one cause, in however many runs: one thing to repair. Without a known cause their rule stands for it. */
export interface ThingToRepair {
  readonly kind: ReportedFinding["kind"];
  /** The rules that reported it, that of the worst finding first. */
  readonly rules: readonly [ReportedFinding["rule"], ...ReportedFinding["rule"][]];
  readonly verdict: "fail" | "unknown";
  /** The name of the cause, such as `stuck pending`, if one is known. */
  readonly cause: string | undefined;
  readonly advice: string | undefined;
  /** The runs in which it was seen, the worst first. */
  readonly sightings: readonly [Sighting, ...Sighting[]];
}

/** A finding in its run. */
interface Sighting {
  readonly result: Result;
  readonly finding: ReportedFinding;
}

/**
 * Groups the findings that did not pass by their cause, or by their rule and advice if no cause is known. The worst
 * come first: `fail` before `unknown`, then in the order of the kinds, then by the number of runs. Leaves out what
 * a run that failed, ended early, was interrupted or had a Redis in trouble could not show: see `consequencesOf`.
 */
export function thingsToRepair(results: readonly Result[]): readonly ThingToRepair[] {
  const sightings = results.flatMap((result) =>
    result.findings
      .filter((finding) => finding.verdict === "fail" || isNews(finding, result))
      .map((finding) => ({ result, finding })),
  );
  const alike = Map.groupBy(sightings, ({ finding }) =>
    JSON.stringify([
      finding.verdict,
      ...(finding.cause ? [finding.cause.name] : [finding.rule, adviceOf(finding) ?? ""]),
    ]),
  );
  return [...alike.values()].flatMap(describe).toSorted(compare);
}

/**
 * Returns the rules by which runs that failed, ended early or had a Redis in trouble are also `unknown`. A bus that
 * never subscribes gets no message, so such a run lacks evidence of other kinds too, and that is nothing to repair
 * besides.
 */
export function consequencesOf(results: readonly Result[]): readonly ReportedFinding["rule"][] {
  const unknown = results.flatMap((result) =>
    result.verdict === "fail" || endedEarly(result) || hadRedisTrouble(result)
      ? result.findings.filter(
          (finding) => finding.verdict === "unknown" && !isNews(finding, result),
        )
      : [],
  );
  return [...new Set(unknown.map(({ rule }) => rule))];
}

/** The rule about a call of the bus that failed. */
const failedCall = "no-evidence/uncaught-error";

/**
 * Says whether a failed call ended the run before its drain. If `open` throws, nothing is published, so the run lacks
 * everything else only because of that call.
 */
export function endedEarly({ findings }: Result): boolean {
  const rules = findings.map(({ rule }) => rule);
  return rules.includes(failedCall) && rules.includes("no-evidence/no-drain");
}

/** Says whether Redis itself failed in the run, for example on a full disk. Then nothing in it tells about the bus. */
export function hadRedisTrouble({ findings }: Result): boolean {
  return findings.some(({ rule }) => redisTroubleRules.includes(rule));
}

function isNews({ verdict, rule }: ReportedFinding, result: Result): boolean {
  if (verdict !== "unknown" || result.verdict === "fail" || result.interrupted) return false;
  if (hadRedisTrouble(result)) return redisTroubleRules.includes(rule);
  return rule === failedCall || !endedEarly(result);
}

function describe(sightings: readonly Sighting[]): readonly ThingToRepair[] {
  const [worst, ...others] = sightings.toSorted(
    (left, right) => rankOf(left) - rankOf(right) || sizeOf(right) - sizeOf(left),
  );
  if (!worst) return [];
  const { kind, rule, verdict, cause } = worst.finding;
  const further = others.map(({ finding }) => finding.rule).filter((each) => each !== rule);
  return [
    {
      kind,
      rules: [rule, ...new Set(further)],
      verdict: verdict === "fail" ? "fail" : "unknown",
      cause: cause?.name,
      advice: adviceOf(worst.finding),
      sightings: [worst, ...others],
    },
  ];
}

function rankOf({ finding }: Sighting): number {
  return findingKinds.indexOf(finding.kind);
}

function sizeOf({ finding: { count, messages } }: Sighting): number {
  return count ?? messages.length;
}

function compare(left: ThingToRepair, right: ThingToRepair): number {
  return (
    Number(right.verdict === "fail") - Number(left.verdict === "fail") ||
    rankOf(left.sightings[0]) - rankOf(right.sightings[0]) ||
    right.sightings.length - left.sightings.length
  );
}

/** Returns a message by which `explain` shows a sighting, with the folder of its run. */
export function messageToExplain({
  sightings,
}: ThingToRepair): { readonly directory: string; readonly message: string } | undefined {
  for (const { result, finding } of sightings) {
    // A message that no publisher sent has no key, only the id under which it was delivered.
    const names = [
      ...finding.messages,
      ...(finding.example === undefined ? [] : [finding.example]),
    ];
    const message = names.find((key) => /\/\d+$/u.test(key));
    if (result.directory !== null && message !== undefined)
      return { directory: result.directory, message };
  }
  return undefined;
}
