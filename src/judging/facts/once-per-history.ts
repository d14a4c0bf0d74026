import type { IndexedHistory } from "../../history/indexed-history.ts";

/**
 * Returns a function that computes a value at its first call for a history, and returns the same value at every later
 * call. Several rules and the figures ask for the same facts, and computing them for a million operations takes seconds.
 */
export function oncePerHistory<Value extends object>(
  compute: (history: IndexedHistory) => Value,
): (history: IndexedHistory) => Value {
  const known = new WeakMap<IndexedHistory, Value>();
  return (history) => {
    const earlier = known.get(history);
    if (earlier) return earlier;
    const value = compute(history);
    known.set(history, value);
    return value;
  };
}
