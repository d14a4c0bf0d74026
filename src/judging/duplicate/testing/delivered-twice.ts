import type { HistoryGuarantees } from "../../../history/history-header.ts";
import type { IndexedHistory } from "../../../history/indexed-history.ts";
import {
  scriptHistory,
  type DeliverScript,
  type FaultScript,
} from "../../testing/history-builder.ts";

export interface TwoDeliveries {
  readonly first: DeliverScript;
  readonly second: DeliverScript;
  readonly fault?: FaultScript;
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
  guarantees = {},
}: TwoDeliveries): IndexedHistory {
  const builder = scriptHistory({ guarantees })
    .subscribe({})
    .publish("publisher-0/0", { at: first.at - 2 })
    .deliver("publisher-0/0", first)
    .deliver("publisher-0/0", second)
    .drain();
  return (fault ? builder.fault(fault) : builder).build();
}
