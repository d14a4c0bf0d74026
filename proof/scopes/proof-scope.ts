import type { RunScript } from "../run-scripts/run-script.ts";

/**
 * A finite set of runs that answers one question: does the judge agree with the oracle on all of them?
 * Each scope file says in its first comment which question it enumerates, with one run as an example.
 */
export interface ProofScope {
  readonly name: string;
  /** The number of runs. The proof fails if `scripts` yields another number. */
  readonly size: number;
  scripts(): Iterable<RunScript>;
}

/**
 * Yields about `count` of the runs. The choice depends only on a run's position in the scope, so it is
 * the same each time.
 */
export function* sampleOf({ size, scripts }: ProofScope, count: number): Generator<RunScript> {
  let position = 0;
  for (const script of scripts()) {
    // Multiplying by the golden ratio spreads consecutive positions evenly over the whole range.
    const spread = (position++ * 0.618_033_988_749_895) % 1;
    if (spread * size < count) yield script;
  }
}
