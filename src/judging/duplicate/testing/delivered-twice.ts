import type { HistoryGuarantees } from "../../../history/history-header.ts";
import type { IndexedHistory } from "../../../history/indexed-history.ts";
import { eventLoopDelayValue, harnessSample } from "../../../history/sample-names.ts";
import {
  scriptHistory,
  type DeliverScript,
  type FaultScript,
} from "../../testing/history-builder.ts";

export interface TwoDeliveries {
  readonly first: DeliverScript;
  readonly second: DeliverScript;
  readonly fault?: FaultScript;
  /** When the subscription closes, whose group a second one then joins. */
  readonly closedAt?: number;
  /** How long the event loop of the harness stood still. */
  readonly harnessDelayMs?: number;
  readonly guarantees?: {
    readonly deduplicates?: boolean;
    readonly delivery?: HistoryGuarantees["delivery"];
  };
}

/** Builds the history of one message that group `a` gets twice. The link saw no commands. */
export function deliverTwice({
  first,
  second,
  fault,
  closedAt,
  harnessDelayMs = 0,
  guarantees = {},
}: TwoDeliveries): IndexedHistory {
  const builder = scriptHistory({ guarantees })
    .subscribe({})
    .publish("publisher-0/0", { at: first.at - 2 })
    .deliver("publisher-0/0", first);
  if (closedAt !== undefined) builder.close({ at: closedAt }).subscribe({ at: closedAt + 1 });
  builder
    .deliver("publisher-0/0", second)
    .sample({ sample: harnessSample, values: { [eventLoopDelayValue]: harnessDelayMs } })
    .drain();
  if (fault) builder.fault(fault);
  return builder.build();
}
