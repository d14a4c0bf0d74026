import type { BusModule } from "../../bus/contract.ts";
import { keyPatternsOf } from "../../bus/validate-module.ts";
import { UsageError } from "../../errors.ts";

export interface KeyPatternOptions {
  readonly namespace: string;
  /** The id of the run, which is part of the namespace. */
  readonly runId: string;
  /** True for a Redis that others use too, and that goes on after the run. */
  readonly isShared: boolean;
}

/** A pattern that begins with fewer literal characters matches too many keys of others. */
const literalChars = 3;

/**
 * Returns the glob patterns of all keys of a run: those of its namespace, and those that the bus names.
 *
 * @throws UsageError for a pattern that may match keys of others. On a shared Redis a pattern must contain
 *   the id of the run, because the harness removes the keys that match.
 */
export function patternsOfRun(module: BusModule, options: KeyPatternOptions): readonly string[] {
  const { namespace, runId, isShared } = options;
  const named = keyPatternsOf(module, namespace);
  for (const pattern of named) {
    if (pattern.includes(runId)) continue;
    const literal = pattern.split(/[*?[\\]/u)[0] ?? "";
    if (isShared || literal.length < literalChars) throw unsafe(module, pattern, isShared);
  }
  return [`${escaped(namespace)}*`, ...named];
}

/** A namespace is no pattern, whatever characters it has. */
function escaped(namespace: string): string {
  return namespace.replaceAll(/[*?[\]\\]/gu, String.raw`\$&`);
}

function unsafe({ name }: BusModule, pattern: string, isShared: boolean): UsageError {
  const why = isShared
    ? "does not contain the namespace, so on a shared Redis it may match keys of others"
    : "matches keys of any name";
  return new UsageError(`keyPattern() of the bus ${name} returned "${pattern}", which ${why}`, {
    hint: "Put the namespace, or at least the run id in it, into every key and into the pattern, such as `q:${namespace}*`.",
  });
}
