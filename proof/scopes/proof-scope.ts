import type { RunScript } from "../run-scripts/run-script.ts";

/** A finite set of runs, told one by one. */
export interface ProofScope {
  readonly name: string;
  /** How many there are, so that none can go missing unnoticed. */
  readonly size: number;
  scripts(): Iterable<RunScript>;
}

/** About so many of the scripts, picked by their position alone, so that they are always the same. */
export function* sampleOf({ size, scripts }: ProofScope, count: number): Generator<RunScript> {
  let position = 0;
  for (const script of scripts()) {
    // Multiplying by the golden ratio spreads consecutive positions evenly over the whole range.
    const spread = (position++ * 0.618_033_988_749_895) % 1;
    if (spread * size < count) yield script;
  }
}
