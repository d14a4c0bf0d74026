export const findingKinds = [
  "lost",
  "stranded",
  "dropped",
  "late",
  "unexpected",
  "corrupt",
  "misrouted",
  "false-acknowledgement",
  "false-rejection",
  "early-acknowledgement",
  "unacknowledged",
  "duplicate",
  "reordered",
  "zombie",
  "hung",
  "not-recovered",
  "leak",
  "no-evidence",
] as const;

export type FindingKind = (typeof findingKinds)[number];

/** The kind of a finding and the rule that decided, such as `duplicate/unexplained`. */
export type RuleId = `${FindingKind}/${string}`;

export type Verdict = "pass" | "fail" | "unknown" | "not-applicable";

/** A result of a rule, with the messages and operations by which a reader can look it up. */
export interface Finding {
  readonly kind: FindingKind;
  /** The rule that decided; docs/findings.md explains it. */
  readonly rule: RuleId;
  /** `pass` for something counted and allowed, such as an explained duplicate. */
  readonly verdict: Exclude<Verdict, "not-applicable">;
  /** A sentence or two with figures: who, how many, where, during which fault. */
  readonly summary: string;
  /** The keys of the messages concerned, at most 32; the summary says how many there are. */
  readonly messages: readonly string[];
  /** Indexes into the history, at most 32. */
  readonly operations: readonly number[];
  /** Whether no bus could have avoided it under this fault. `undefined` for rules that do not ask. */
  readonly unavoidable?: boolean;
}
