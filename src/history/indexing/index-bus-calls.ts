import type { BusCallEnd, BusCallInvoke } from "../operations/bus-call-operations.ts";
import { type HistoryDraft, misrecorded } from "./history-draft.ts";

/** Adds a call that opens or closes a bus to the draft, or how it ended. */
export function indexBusCall(
  { busCalls }: HistoryDraft,
  operation: BusCallInvoke | BusCallEnd,
): void {
  const { process, call, timeMs, index } = operation;
  if (operation.type === "invoke") {
    const open = { doneMs: undefined, gaveUpAfterMs: undefined };
    busCalls.push({ process, call, invokedMs: timeMs, invokeIndex: index, ...open });
    return;
  }
  const record = busCalls.findLast((each) => each.process === process && each.call === call);
  if (!record) throw misrecorded(operation, "ends a call on a bus that was never made");
  if (operation.type === "ok") record.doneMs = timeMs;
  record.gaveUpAfterMs = operation.gaveUpAfterMs;
}
