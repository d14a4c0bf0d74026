import type { NoticeKind } from "../bus/contract.ts";
import type { HistoryEnvironment, HistoryGuarantees } from "../history/history-header.ts";
import type { FaultRecord } from "../history/indexed-history.ts";
import type { Judgement } from "../judging/judgement.ts";
import type { RunTitle } from "./plan/run-title.ts";
import type { PrintedLines } from "./strays/bus-log.ts";

/** The result of one run: everything that a report needs. */
export type RunRecord = JudgedRun | NotApplicableRun;

/** A run that was performed and judged. */
export interface JudgedRun {
  readonly kind: "judged";
  readonly title: RunTitle;
  readonly guarantees: HistoryGuarantees;
  readonly judgement: Judgement;
  readonly faults: readonly FaultRecord[];
  /** The run's own folder, with `history.jsonl` and `plan.json`. */
  readonly directory: string;
  /** The kinds of notices that the bus gave, each once. */
  readonly said: readonly NoticeKind[];
  /** The lines that the bus printed and logged; `undefined` for a silent bus. */
  readonly printed: PrintedLines | undefined;
  /** True if bus-chaos made the run to test itself: see src/judging/control.ts. */
  readonly isSelfCheck: boolean;
  readonly environment: HistoryEnvironment;
  readonly durationMs: number;
  readonly interrupted: boolean;
}

/** A run that was not performed because it would show nothing. */
export interface NotApplicableRun {
  readonly kind: "not-applicable";
  readonly title: RunTitle;
  readonly guarantees: HistoryGuarantees;
  readonly reason: string;
}
