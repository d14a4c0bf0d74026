import type { FaultRecord } from "../indexed-history.ts";
import type { FaultEnd, FaultInvoke } from "../operations/fault-operations.ts";
import { type HistoryDraft, misrecorded, type Writable } from "./history-draft.ts";

/** Adds the call that injects or heals a fault to the draft, or how that call ended. */
export function indexFault(draft: HistoryDraft, operation: FaultInvoke | FaultEnd): void {
  if (operation.type !== "invoke") endFault(draft, operation);
  else if (operation.action === "inject") addFault(draft, operation);
  else callHeal(draft, operation);
}

function addFault({ faults, faultByNumber }: HistoryDraft, call: FaultInvoke): void {
  const { fault, name, roles, timeMs, index } = call;
  const { losesAll = false, losesLastMs = 0, network = false, command, moment } = call;
  const record: Writable<FaultRecord> = {
    fault,
    name,
    roles,
    losesAll,
    losesLastMs,
    network,
    command,
    ...(moment && { moment }),
    injectCallMs: timeMs,
    injectedMs: undefined,
    healCallMs: undefined,
    healedMs: undefined,
    evidence: [],
    injectIndex: index,
  };
  faults.push(record);
  faultByNumber.set(fault, record);
}

function callHeal({ faultByNumber }: HistoryDraft, call: FaultInvoke): void {
  const record = faultByNumber.get(call.fault);
  if (!record) throw misrecorded(call, "heals a fault that was never injected");
  record.healCallMs = call.timeMs;
}

function endFault({ faultByNumber }: HistoryDraft, end: FaultEnd): void {
  const record = faultByNumber.get(end.fault);
  if (!record) throw misrecorded(end, "ends a fault that was never injected");
  record.evidence = [...record.evidence, ...end.evidence];
  if (end.type !== "ok") return;
  if (end.action === "inject") record.injectedMs = end.timeMs;
  else record.healedMs = end.timeMs;
}
