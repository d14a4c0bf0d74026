import { readHistory, type StoredHistory } from "../history-file.ts";
import type { Operation } from "../operation.ts";

/** Everything that a history file holds, for looking at it in a test. */
export function readWholeHistory(
  file: string,
): StoredHistory & { readonly operations: readonly Operation[] } {
  const operations: Operation[] = [];
  return { ...readHistory(file, (operation) => operations.push(operation)), operations };
}
