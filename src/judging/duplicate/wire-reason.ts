import type { Explanation } from "./repeats.ts";

/** What the wire says of a second delivery. */
export interface WireReason {
  /** The wire cannot tell, and the faults decide. */
  readonly open: boolean;
  readonly explanation?: Explanation;
  readonly detail: string;
}
