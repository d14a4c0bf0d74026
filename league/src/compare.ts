import type { Result } from "../../src/report/model/run-report.ts";
import { expectationOf, type Expectation, type LeagueEntry } from "./entry.ts";

/** A run of a library beside its expectation. */
export interface ComparedRun {
  /** Such as `partition/reset`. */
  readonly run: string;
  readonly result: Result;
  readonly expectation: Expectation | undefined;
  /**
   * `as-expected`; `false-alarm`: a finding that is not expected fails the run; `miss`: the run passes, but it
   * must fail; `unknown`: the run shows nothing either way.
   */
  readonly outcome: "as-expected" | "false-alarm" | "miss" | "unknown";
  /** The findings that are not expected, for a false alarm. */
  readonly surprises: readonly string[];
}

/** Compares the runs of a library with the verdicts that they must get. */
export function compareRuns(entry: LeagueEntry, results: readonly Result[]): ComparedRun[] {
  return results.map((result) => {
    const run = `${result.scenario}/${result.variant}`;
    const expectation = expectationOf(entry, run);
    const surprises = surprisesOf(result, expectation);
    return {
      run,
      result,
      expectation,
      surprises,
      outcome: outcomeOf(result, expectation, surprises),
    };
  });
}

function surprisesOf({ findings }: Result, expectation: Expectation | undefined): string[] {
  return findings
    .filter(({ verdict, kind }) => verdict === "fail" && !expectation?.kinds.includes(kind))
    .map(({ rule, summary }) => `${rule}: ${summary}`);
}

function outcomeOf(
  { verdict }: Result,
  expectation: Expectation | undefined,
  surprises: readonly string[],
): ComparedRun["outcome"] {
  if (verdict === "fail") return surprises.length > 0 ? "false-alarm" : "as-expected";
  if (verdict === "unknown") return "unknown";
  return verdict === "pass" && expectation?.verdict === "fail" ? "miss" : "as-expected";
}
