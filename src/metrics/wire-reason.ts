import type { Explanation } from "./repeats.ts";

/** What the wire says of a second delivery. */
export interface WireReason {
  /** `open`: the wire cannot tell, and the faults decide. */
  readonly verdict: "explained" | "unexplained" | "open";
  readonly explanation?: Explanation;
  readonly detail: string;
}
