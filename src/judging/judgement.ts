import type { Metrics } from "./figures/metrics.ts";
import type { Finding, Verdict } from "./finding/finding.ts";

/** The result of judging one history. */
export interface Judgement {
  readonly verdict: Exclude<Verdict, "not-applicable">;
  /** A sentence with the figures that decided, such as `lost 12 of 2 040, all past the group's position`. */
  readonly summary: string;
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly metrics: Metrics;
  /** Sentences about the bus that change no verdict: see `remarksOn`. */
  readonly remarks?: readonly string[];
}
