import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import type { OperationDraft } from "../../history/operation.ts";

/** Appends errors that come after the end of a run to its history file. */
export interface LateErrors {
  append(draft: OperationDraft, timeMs: number): void;
}

/** Beyond this number an error adds nothing to the verdict, but each costs a write to the disk. */
const mostLateErrors = 1_000;

/** History files to which an error was appended after their run had been judged. */
const changed = new Set<string>();
/** True once the report is built: from then on the histories must stay as the report says. */
let sealed = false;

/**
 * Opens the history of a run that has ended for errors. `next` is the index of the next operation. An
 * exploration deletes the histories of points that pass: then the file is created again with the header
 * and the error alone, and still fails.
 */
export function openLateErrors(file: string, header: object, next: number): LateErrors {
  let index = next;
  let appended = 0;
  return {
    append(draft, timeMs) {
      if (sealed || appended >= mostLateErrors) return;
      appended++;
      try {
        if (!existsSync(file)) {
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, `${JSON.stringify(header)}\n`);
          index = 0;
        }
        appendFileSync(file, `${JSON.stringify({ index, timeMs, ...draft })}\n`);
        index++;
        changed.add(file);
      } catch {
        // The disk is full or the folder is gone. The verdict until now stands.
      }
    },
  };
}

/** Appends no further errors, so that the histories agree with the report that is built now. */
export function sealHistories(): void {
  sealed = true;
}

/** Notes that another process appended an error to the history of a run that had ended. */
export function noteLateError(file: string): void {
  changed.add(file);
}

/** Returns the history files that got an error after their run had ended. They must be judged again. */
export function changedHistories(): ReadonlySet<string> {
  return changed;
}
