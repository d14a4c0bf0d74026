import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { Finding } from "./finding.ts";

/**
 * Judges a history by one question, such as "did every acknowledged message reach its groups?". A pure
 * function: no Redis, no clock, no randomness. `earlier` are the findings of the rules before it in its
 * set, for the few rules that ask whether something was found already.
 */
export type Rule = (history: IndexedHistory, earlier: readonly Finding[]) => readonly Finding[];

/** Rules that judge together. */
export interface RuleSet {
  /** The header of a history asks for a set by this name, in its field `checkers`. */
  readonly name: string;
  readonly judges: "every run" | "runs that ask for it";
  readonly rules: readonly NamedRule[];
}

export interface NamedRule {
  /** The folder of src/judging that holds the rule. */
  readonly folder: string;
  /** The claim that is true if the rule reports nothing. */
  readonly claim: string;
  readonly judge: Rule;
}
