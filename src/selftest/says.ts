/**
 * Returns whether a summary says the expected text. `…` in the expected text stands for a part of a sentence, without a
 * comma: "publisher-0 was away for … ms (" is said by "publisher-0 was away for 20 ms (allowed)".
 */
export function says(summary: string, expected: string): boolean {
  const parts = expected.split("…").map((part) => RegExp.escape(part));
  return new RegExp(parts.join("[^,]*"), "u").test(summary);
}
