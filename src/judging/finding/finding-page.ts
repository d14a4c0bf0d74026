import type { HeaderScript, HistoryBuilder } from "../testing/history-builder.ts";
import type { FindingKind, RuleId } from "./finding.ts";

/**
 * A section of docs/findings.md: what a kind of finding means, and every rule that can report it. It
 * stands in the folder of its rules as `<kind>-page.ts`; src/judging/pages.ts lists all of them, and
 * `npm run docs` writes the document.
 */
export interface FindingPage {
  readonly kind: FindingKind;
  /** A sentence or two, for a reader who has just seen the kind in a report for the first time. */
  readonly meaning: string;
  /** The verdict for a bus of each guarantee, such as "`fail`". */
  readonly forAtLeastOnce: string;
  readonly forAtMostOnce: string;
  /** Default: the verdict for an at-most-once bus. */
  readonly forBestEffort?: string;
  /** The history that stands for all others. */
  readonly example: WorkedExample;
  readonly rules: readonly RuleEntry[];
  /** The hints that fit one case of this kind better than the hint of its rule, such as a place. */
  readonly hintsByCase?: Readonly<Record<string, string>>;
}

export interface RuleEntry {
  readonly id: RuleId;
  /** When the rule reports, and with which verdict, in one sentence. */
  readonly meaning: string;
  /** The next step of a user, in one sentence. Reports show it below a finding of this rule. */
  readonly hint: string;
}

/** A history of three to six calls that has exactly the finding of its page. */
interface WorkedExample {
  /** The fields that differ from the header of testing/history-builder.ts. */
  readonly header?: HeaderScript;
  /** Adds the calls, the drain included. */
  readonly tell: (run: HistoryBuilder) => HistoryBuilder;
}
