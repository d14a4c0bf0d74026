import type { FindingKind } from "../../src/judging/finding/finding.ts";

/** A library of the league: an adapter, and the verdicts that it must get. */
export interface LeagueEntry {
  /** The name of the adapter file, without its extension. */
  readonly name: string;
  /** The npm package, whose version stands in the page. */
  readonly library: string;
  /** How the adapter uses the library, for the page; its defaults if this is missing. */
  readonly settings?: string;
  /** A lower load, for a library that cannot handle the usual one. */
  readonly load?: ReducedLoad;
  /** Scenarios that run only if the user names them, with the reason, such as "a round takes 5 minutes". */
  readonly skipped?: { readonly scenarios: readonly string[]; readonly because: string };
  /** The verdicts other than `pass` and `not-applicable`. The first entry that names a run decides. */
  readonly expected: readonly Expectation[];
}

/** A load that is lower than the usual one of these scenarios, because a backlog without a fault hides the recovery. */
export interface ReducedLoad {
  readonly scenarios: readonly string[];
  readonly messagesPerSecond: number;
  /** A sentence for the page, such as "it handles a message at a time". */
  readonly because: string;
}

/** The verdict that some runs of a library must get, with its reason. */
export interface Expectation {
  /** Names such as `partition/half-open-idle`; `*` stands for any characters. */
  readonly runs: readonly string[];
  /** `either`: the outcome depends on the moment, so some runs pass. */
  readonly verdict: "fail" | "either";
  /** The kinds of findings that may fail these runs. A run that must fail has at least one of them. */
  readonly kinds: readonly FindingKind[];
  /** A sentence for the page, such as "the worker never notices a connection that went silent". */
  readonly because: string;
}

/** Returns the expectation of a run; `undefined` if it must pass. */
export function expectationOf(entry: LeagueEntry, run: string): Expectation | undefined {
  return entry.expected.find(({ runs }) => runs.some((pattern) => matches(pattern, run)));
}

/** Returns whether a name fits a pattern in which `*` stands for any characters. */
export function matches(pattern: string, name: string): boolean {
  const [first = "", ...parts] = pattern.split("*");
  if (parts.length === 0) return pattern === name;
  const last = parts.pop() ?? "";
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  if (name.length < first.length + last.length) return false;
  let rest = name.slice(first.length, name.length - last.length);
  for (const part of parts) {
    const at = rest.indexOf(part);
    if (at === -1) return false;
    rest = rest.slice(at + part.length);
  }
  return true;
}
