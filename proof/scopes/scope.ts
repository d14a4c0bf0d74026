import type { Story } from "../story.ts";

/** A finite set of runs, told one by one. */
export interface Scope {
  readonly name: string;
  /** How many there are, so that none can go missing unnoticed. */
  readonly size: number;
  stories(): Iterable<Story>;
}

/** About so many of the stories, picked by their position alone, so that they are always the same. */
export function* sampleOf({ size, stories }: Scope, count: number): Generator<Story> {
  let position = 0;
  for (const story of stories()) {
    // Multiplying by the golden ratio spreads consecutive positions evenly over the whole range.
    const spread = (position++ * 0.618_033_988_749_895) % 1;
    if (spread * size < count) yield story;
  }
}
