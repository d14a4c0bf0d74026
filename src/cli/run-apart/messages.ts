import type { RunTitle } from "../../run/plan/run-title.ts";
import type { RunEvent } from "../../run/run-event.ts";
import type { RunRecord } from "../../run/run-record.ts";
import type { RunValues } from "../command/run/run-options.ts";

/** Tells a process which run it is to perform. */
export interface ApartOrder {
  /** The options of the command. The title replaces the scenario, the variant and the seed. */
  readonly values: RunValues;
  readonly title: RunTitle;
  /** The folder of the run. */
  readonly directory: string;
}

/** News of the process of one run. */
export type ApartNews =
  | { readonly kind: "event"; readonly event: RunEvent }
  | { readonly kind: "record"; readonly record: RunRecord }
  /** The bus failed after the run had ended. The error is in the history. */
  | { readonly kind: "late-error" }
  | { readonly kind: "broken"; readonly error: BrokenRun };

/** An error that ended the run early, as far as it can go from one process to another. */
export interface BrokenRun {
  readonly message: string;
  readonly exitCode: number;
  readonly hint?: string | undefined;
}
