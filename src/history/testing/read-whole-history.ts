import { readHistory, type StoredHistory } from "../history-file.ts";
import type { Operation } from "../operation.ts";

/** Returns the whole content of a history file. */
export function readWholeHistory(
  file: string,
): StoredHistory & { readonly operations: readonly Operation[] } {
  const operations: Operation[] = [];
  return { ...readHistory(file, (operation) => operations.push(operation)), operations };
}
