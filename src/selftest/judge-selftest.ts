import {
  scenarioOf,
  type Expectation,
  type VacuousExpectation,
  type Witness,
} from "./expectation.ts";
import { partOf, type Scope } from "./scope.ts";
import type { Sighting } from "./sighting.ts";

/** What a selftest saw. */
export interface Seen {
  /** Runs of buses with a planted bug, and of set-ups that show nothing. */
  readonly planted: readonly Sighting[];
  /** Runs of correct buses. */
  readonly clean: readonly Sighting[];
}

/** Something that is not as it has to be. */
export interface Problem {
  /** A bus, or a scenario that lacks something. */
  readonly subject: string;
  /** Such as `restart/sigterm-1s`, where it is about one run. */
  readonly run?: string;
  readonly what: string;
}

export interface SelftestJudgement {
  /** `unknown` if it was interrupted and nothing was wrong until then. */
  readonly verdict: "pass" | "fail" | "unknown";
  /** How many buses had to be found, and how many were, each by its finding and no other. */
  readonly buses: number;
  readonly found: number;
  readonly clean: CleanRuns;
  readonly problems: readonly Problem[];
}

/** What came of the runs of correct buses. */
interface CleanRuns {
  readonly runs: number;
  readonly falseAlarms: number;
  /** Runs that showed nothing, which is no alarm and no acquittal. */
  readonly undecided: number;
  readonly seeds: readonly number[];
  /** With 95 % confidence fewer runs in a hundred than this give a false alarm. */
  readonly boundPercent: number | undefined;
}

/**
 * Whether everything that had to be found was, and nothing else. A pure function of what was seen. Of
 * a selftest that was interrupted only what was run can be wrong.
 */
export function judgeSelftest(scope: Scope, seen: Seen, interrupted = false): SelftestJudgement {
  const due = interrupted ? partOf(scope, seen.planted, seen.clean) : scope;
  const clean = judgeClean(seen.clean);
  const ofBuses = due.expectations.flatMap((expected) => proofProblems(expected, seen));
  const problems = [
    ...catalogueProblems(scope),
    ...ofBuses,
    ...due.vacuous.flatMap((expected) => vacuousProblems(expected, seen)),
    ...(due.provesWitnesses ? witnessProblems(due, seen) : []),
    ...cleanProblems(due, seen.clean),
  ];
  const buses = new Set(due.expectations.map(({ bus }) => bus));
  const missed = new Set(ofBuses.map(({ subject }) => subject));
  const right = interrupted ? "unknown" : "pass";
  return {
    verdict: problems.length === 0 ? right : "fail",
    buses: buses.size,
    found: buses.size - missed.size,
    clean,
    problems,
  };
}

/** A selftest that has nothing to find, or nothing for one of its scenarios, shows nothing of it. */
function catalogueProblems(scope: Scope): readonly Problem[] {
  const { zoo, scenarios, expectations, vacuous, witnesses, only, mode } = scope;
  if (only !== undefined) {
    const isKnown = expectations.length + vacuous.length > 0;
    return isKnown ? [] : [{ subject: only, what: "nothing is expected of it" }];
  }
  const empty = zoo.length === 0 ? [{ subject: "the zoo", what: "there is no bus in it" }] : [];
  const expected = new Set(expectations.map(({ bus }) => bus));
  const unexpected = mode === "canary" ? [] : zoo.filter((bus) => !expected.has(bus));
  const unseen = scenarios.filter(
    (scenario) => !witnesses.some((each) => each.scenario === scenario),
  );
  return [
    ...empty,
    ...unexpected.map((subject) => ({ subject, what: "nothing is expected of it" })),
    ...unseen.map((subject) => ({
      subject,
      what: "no bus shows what this scenario is needed for",
    })),
  ];
}

function proofProblems(expected: Expectation, { planted }: Seen): readonly Problem[] {
  const { bus, run, finds, perhaps = [], says } = expected;
  const about = (what: string): Problem => ({ subject: bus, run, what });
  const sighting = planted.find((each) => each.bus === bus && each.run === run);
  if (!sighting) return [about("was not run")];
  const { kinds, verdict } = sighting;
  if (verdict !== "fail") return [about(`was not found, the verdict is ${verdict}`)];
  const missing = finds.filter((kind) => !kinds.includes(kind));
  const additional = kinds.filter((kind) => ![...finds, ...perhaps].includes(kind));
  const isSaid = sighting.says.some((text) => text.startsWith("fail") && text.includes(says));
  return [
    ...missing.map((kind) => about(`was not found by ${kind}, only by ${kinds.join(", ")}`)),
    ...additional.map((kind) => about(`was found by ${kind} too, which is not its bug`)),
    ...(isSaid ? [] : [about(`was found, but no finding says "${says}"`)]),
  ];
}

function vacuousProblems(expected: VacuousExpectation, { planted }: Seen): readonly Problem[] {
  const { bus, run, says } = expected;
  const about = (what: string): Problem[] => [{ subject: bus, run, what }];
  const sighting = planted.find((each) => each.bus === bus && each.run === run);
  if (!sighting) return about("was not run");
  if (sighting.verdict !== "unknown") return about(`shows nothing, and yet: ${sighting.verdict}`);
  const isSaid = sighting.says.some((text) => text.includes(says));
  return isSaid ? [] : about(`is unknown, but no finding says "${says}"`);
}

/** A scenario is needed if it finds a bug that was tried in all the others and not seen there. */
function witnessProblems(scope: Scope, { planted }: Seen): readonly Problem[] {
  return scope.witnesses.flatMap((witness) => [
    ...ownProblems(witness, scope.expectations),
    ...scope.scenarios
      .filter((scenario) => scenario !== witness.scenario)
      .flatMap((scenario) => elsewhereProblems(witness, scenario, planted)),
  ]);
}

function ownProblems(
  { bus, scenario }: Witness,
  expectations: readonly Expectation[],
): readonly Problem[] {
  const isProved = expectations.some((each) => each.bus === bus && scenarioOf(each) === scenario);
  return isProved ? [] : [{ subject: scenario, what: `its witness ${bus} is not expected in it` }];
}

function elsewhereProblems(
  { bus, scenario: own }: Witness,
  scenario: string,
  planted: readonly Sighting[],
): readonly Problem[] {
  const there = planted
    .filter((each) => each.bus === bus && scenarioOf(each) === scenario)
    .filter(({ verdict }) => verdict === "pass" || verdict === "fail");
  if (there.length === 0) {
    return [{ subject: own, what: `its witness ${bus} was not tried in ${scenario}` }];
  }
  return there
    .filter(({ verdict }) => verdict === "fail")
    .map(({ run, kinds }) => ({
      subject: own,
      run,
      what: `its witness ${bus} is found here too, by ${kinds.join(", ")}`,
    }));
}

function judgeClean(clean: readonly Sighting[]): CleanRuns {
  const falseAlarms = clean.filter(({ verdict }) => verdict === "fail").length;
  const undecided = clean.filter(isUndecided).length;
  const runs = clean.length - undecided;
  return {
    runs,
    falseAlarms,
    undecided,
    seeds: [...new Set(clean.map(({ seed }) => seed))].toSorted((one, other) => one - other),
    // The rule of three holds only where there was none.
    boundPercent: runs > 0 && falseAlarms === 0 ? 300 / runs : undefined,
  };
}

function isUndecided({ verdict }: Sighting): boolean {
  return verdict === "unknown" || verdict === "not-applicable";
}

function cleanProblems({ cleanRuns }: Scope, clean: readonly Sighting[]): readonly Problem[] {
  const bad = clean.filter(({ verdict }) => verdict !== "pass");
  const missing = cleanRuns - clean.length;
  return [
    ...bad.map(({ bus, run, seed, verdict, says }) => ({
      subject: bus,
      run,
      what: `is correct, and yet with seed ${seed} the verdict is ${verdict}: ${says.join("; ")}`,
    })),
    ...(missing > 0
      ? [{ subject: "the correct buses", what: `${missing} of ${cleanRuns} runs are missing` }]
      : []),
  ];
}
