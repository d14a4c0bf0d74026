import type { Expectation, VacuousExpectation, Witness } from "./expectation.ts";
import type { Sighting } from "./sighting.ts";

export type SelftestMode = "canary" | "standard" | "full";

/** What a selftest has to show. */
export interface Scope {
  readonly mode: SelftestMode;
  /** The one bus it is about, if it was asked for by name. */
  readonly only?: string;
  /** Every bus with a planted bug. */
  readonly zoo: readonly string[];
  /** Every scenario there is. */
  readonly scenarios: readonly string[];
  readonly expectations: readonly Expectation[];
  readonly vacuous: readonly VacuousExpectation[];
  readonly witnesses: readonly Witness[];
  /** Whether each witness must also stay unseen by every other scenario. */
  readonly provesWitnesses: boolean;
  /** How many runs of correct buses must pass. */
  readonly cleanRuns: number;
}

/** Everything there is to show; a mode shows all of it or a part. */
export type Catalogue = Pick<Scope, "zoo" | "scenarios" | "expectations" | "vacuous" | "witnesses">;

/** By the rule of three, none in so many runs bounds the rate of false alarms at 5 %. */
const cleanRuns = 60;

export function scopeOf(mode: SelftestMode, catalogue: Catalogue, only?: string): Scope {
  const all = { mode, ...catalogue, provesWitnesses: true, cleanRuns };
  if (only !== undefined) return onlyOne(all, only);
  return mode === "canary" ? onlyCanaries(all) : all;
}

function onlyOne(all: Scope, only: string): Scope {
  const isIt = ({ bus }: { readonly bus: string }): boolean => bus === only;
  return {
    ...all,
    only,
    expectations: all.expectations.filter(isIt),
    vacuous: all.vacuous.filter(isIt),
    witnesses: all.witnesses.filter(isIt),
    cleanRuns: 0,
  };
}

/** One bus for each scenario: if it isn't found any more, neither is much else. */
function onlyCanaries(all: Scope): Scope {
  const isCanary = ({ bus, run }: Expectation): boolean =>
    all.witnesses.some((witness) => witness.bus === bus && run.startsWith(`${witness.scenario}/`));
  return {
    ...all,
    expectations: onePerBus(all.expectations.filter(isCanary)),
    vacuous: [],
    provesWitnesses: false,
    cleanRuns: 0,
  };
}

function onePerBus(expectations: readonly Expectation[]): readonly Expectation[] {
  return expectations.filter(
    ({ bus }, at) => expectations.findIndex((other) => other.bus === bus) === at,
  );
}

/** What can be asked of those runs alone that there were. */
export function partOf(
  scope: Scope,
  planted: readonly Sighting[],
  clean: readonly Sighting[],
): Scope {
  const wasRun = ({ bus, run }: Pick<Sighting, "bus" | "run">): boolean =>
    planted.some((each) => each.bus === bus && each.run === run);
  return {
    ...scope,
    expectations: scope.expectations.filter(wasRun),
    vacuous: scope.vacuous.filter(wasRun),
    provesWitnesses: false,
    cleanRuns: clean.length,
  };
}
