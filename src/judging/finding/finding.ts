export const findingKinds = [
  "crashed",
  "lost",
  "stranded",
  "dropped",
  "late",
  "dead-lettered",
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
  "rejected",
  "stuck",
  "overload",
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
  /**
   * How many the summary counts, in the unit of the figures of the report: pairs of a message and a
   * group. Only findings that count messages have it.
   */
  readonly count?: number;
  /** The reason that the recorded commands or the auditor show, if they show one. */
  readonly cause?: Cause;
  /** The next step of the user, in one sentence. `judge` gives one to each finding that does not pass. */
  readonly advice?: string;
  /** A message by which `explain` shows the finding, for a finding that names no messages. */
  readonly example?: string;
  /** Why the user accepts the failure. It then has the verdict `pass`. */
  readonly accepted?: string;
  /** Set on the finding that a self-check must have: it passes, and does not count against the bus. */
  readonly isSelfCheck?: true;
  /** The first useful frames of the stack, if the finding is about an error. */
  readonly stack?: readonly string[];
  /** Whether no bus could have avoided it under this fault. `undefined` for rules that do not ask. */
  readonly unavoidable?: boolean;
}

/** Why something went wrong, as far as a history shows it. */
export interface Cause {
  /**
   * The same in every run that went wrong in this way, such as `stuck pending` or `group created at $`.
   * A report lists findings of one rule and one cause as a single thing to repair.
   */
  readonly name: string;
  /** A sentence with the role, the command and the figures of this run. */
  readonly text: string;
  /** The next step that fits this cause. Without it the hint of the rule stands. */
  readonly advice?: string;
}
