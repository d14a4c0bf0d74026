/** A failure that the user knows and accepts for now. */
export interface AcceptedFinding {
  /** A rule, such as `lost/never-received`, or a kind, such as `lost`. */
  readonly rule: string;
  /** A scenario, or a variant such as `partition/half-open-publisher`. In every run by default. */
  readonly in?: string;
  /** Shown wherever the finding is. */
  readonly reason: string;
}
