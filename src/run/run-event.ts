import type { PhaseName } from "../history/operations/run-operations.ts";
import type { RunTitle } from "./plan/run-title.ts";
import type { RunRecord } from "./run-record.ts";

/** News of a run for progress displays. Nothing in it influences the run. */
export type RunEvent =
  | { readonly kind: "scenario-started"; readonly title: RunTitle }
  | {
      readonly kind: "phase";
      readonly title: RunTitle;
      readonly phase: PhaseName;
      readonly detail: string;
      /** How long the phase is to last, if that is known. */
      readonly lengthMs?: number | undefined;
      readonly elapsedMs: number;
    }
  | {
      readonly kind: "progress";
      readonly title: RunTitle;
      readonly elapsedMs: number;
      readonly published: number;
      readonly acknowledged: number;
      readonly inDoubt: number;
      readonly delivered: number;
    }
  | {
      readonly kind: "scenario-ended";
      readonly title: RunTitle;
      readonly elapsedMs: number;
      readonly record: RunRecord;
    };

/** The caller's side of a run: hears of it, and can end it early. */
export interface RunControl {
  readonly onEvent: (event: RunEvent) => void;
  /** Aborting it interrupts the run, which is then judged by what was recorded. */
  readonly signal: AbortSignal;
}
