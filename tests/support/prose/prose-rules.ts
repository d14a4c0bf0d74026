import type { SentenceKind } from "./sentence.ts";

/** A form that CONTRIBUTING.md forbids and that a pattern can find. */
export interface Rule {
  readonly pattern: RegExp;
  /** The advice that is printed beside the sentence. */
  readonly reason: string;
  /** The sentences that the rule is for. */
  readonly kinds: readonly SentenceKind[];
}

const sentences: readonly SentenceKind[] = ["comment", "page", "message", "suite", "test"];
const everything: readonly SentenceKind[] = [...sentences, "heading"];
const question = String.raw`(?!.*\?["')]?$)`;

const followsPronoun =
  "that|which|who|whose|of|in|on|at|by|for|from|to|with|without|is|was|has|had|may|must|can|cannot|could|" +
  "will|does|did|more|less|only|as|after|before|beyond|if|where|when|also|too";
/** Before a noun, as in "one payload in eight", `one` is a number and says what it counts. */
const pronounOne = String.raw`one(?! by one)(?=[^\w\s]|$| (?:${followsPronoun})\b)`;
const noSubject = String.raw`(?:what\b|of(?! course)\b|so (?:many|much|long)\b|${pronounOne})`;

const starts: readonly Rule[] = [
  {
    // A message may be a heading, such as "What decided", or a part of a sentence in small letters.
    pattern: new RegExp(
      `^(?:[Ww]hat(?= \\S+ \\S+ \\S)|(?=[A-Z])(?!What)(?i:${noSubject}))${question}`,
    ),
    reason: "begin with the actor or with a verb",
    kinds: ["message"],
  },
  {
    pattern: new RegExp(`^${noSubject}${question}`, "i"),
    reason: "begin with the actor or with a verb",
    kinds: ["comment", "page", "suite", "test"],
  },
  {
    // The number one begins no sentence either: `A message`, `Each payload in eight` say the same.
    pattern: /^(?:One|What|Of|So (?:many|much|long))\b/,
    reason: "begin with the actor or with a verb",
    kinds: ["comment", "page", "suite", "test"],
  },
  {
    pattern: new RegExp(`^(?:those|whose|who|whom|whoever|none|as far as)\\b${question}`, "i"),
    reason: "begin with the noun that is meant",
    kinds: ["comment", "page", "suite", "test"],
  },
];

const words: readonly Rule[] = [
  {
    pattern: /\b(?:(?:no|some|any|every)(?:body|one)|no one|who(?:so)?ever|whomever)\b/i,
    reason: "name the actor: bus, link, Redis, harness, publisher, subscriber, group, user",
    kinds: everything,
  },
  {
    pattern: /\b(?:is|are|was|were|be|been|explains?|finds?) none\b/i,
    reason: "say what is missing",
    kinds: everything,
  },
  {
    pattern: /\bso (?:many|much|long)\b(?!(?: \w+)? that\b)/i,
    reason: "say the number, or name the value",
    kinds: everything,
  },
  { pattern: /\bshall\b/i, reason: "use the present tense", kinds: everything },
  {
    pattern:
      /\b(?:be (?:they|it)|it be|(?:came|comes?) of (?:it|them|that)|mends?|mended|ever so|in vain|ought|fared?|lest|anew|for want of|(?:held|holds?) against|(?:there|where|here)(?:of|in|upon))\b/i,
    reason: "use plain, modern English",
    kinds: everything,
  },
  {
    pattern: /(?<!are |were )\ball the same\b/i,
    reason: "write `nevertheless`",
    kinds: everything,
  },
  {
    pattern: /, for (?:it|its|they|there|he|she|nothing)\b/i,
    reason: "write `because`",
    kinds: everything,
  },
  {
    pattern: /\b(?:tells?|told|says?|said|known) (?:nothing |anything |something |more )?of\b/i,
    reason: "write `about`",
    kinds: everything,
  },
  {
    pattern: /\bthose (?:who|whose)\b/i,
    reason: "repeat the noun instead of `those`",
    kinds: everything,
  },
];

const titles: readonly Rule[] = [
  {
    pattern:
      /^(?:that|also|too(?! (?:few|many|long|short|early|late))|even (?:if|though|when|where)|and|but|nor|not|neither (?:is|are|was|does))\b/i,
    reason: "name the subject or begin with a verb: a CI log prints the title alone",
    kinds: ["test"],
  },
  {
    pattern: /^(?:it|its|they|their|them|this|these|(?:does|do|says|say) so)\b/i,
    reason: "name what the pronoun stands for: a CI log prints the title alone",
    kinds: ["test"],
  },
  {
    pattern:
      /^(?:where|when|while|once|if|as|until|unless|because|though|although|for|by|with|without|on|in|at|after|before|to|from)\b[^,]*$/i,
    reason: "add what happens then, after a comma: a condition alone is no title",
    kinds: ["test"],
  },
  {
    pattern:
      /\b(?:(?:is|was|be|of|in) one(?= (?:if|who|whose|which)\b|[.,;:]|$)|those (?:of|that|which))\b/i,
    reason: "repeat the noun: a CI log prints the title alone",
    kinds: ["test"],
  },
];

/** All rules, in the order in which their reasons are printed. */
export const proseRules: readonly Rule[] = [...starts, ...words, ...titles];
