import type { HistoryEnvironment, HistoryGuarantees } from "../history/history-header.ts";
import type { FaultRecord } from "../history/indexed-history.ts";
import type { Judgement } from "../judging/judgement.ts";
import type { RunTitle } from "./plan/run-title.ts";

/** One finished run of one variant of one scenario: everything a report is made from. */
export type RunRecord = JudgedRun | NotApplicableRun;

export interface JudgedRun {
  readonly kind: "judged";
  readonly title: RunTitle;
  readonly guarantees: HistoryGuarantees;
  readonly judgement: Judgement;
  readonly faults: readonly FaultRecord[];
  /** The run's own folder, with history.jsonl and plan.json. */
  readonly directory: string;
  /** Whether the bus itself said, by a `gap` or `dropped` notice, that something was missed. */
  readonly spoke: boolean;
  readonly environment: HistoryEnvironment;
  readonly durationMs: number;
  readonly interrupted: boolean;
}

export interface NotApplicableRun {
  readonly kind: "not-applicable";
  readonly title: RunTitle;
  readonly guarantees: HistoryGuarantees;
  readonly reason: string;
}
