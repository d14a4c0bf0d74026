import type { FaultRecord } from "../../history/indexed-history.ts";
import { durationText } from "../../wording.ts";

/** The time in which a fault could affect the bus: from just before it was injected until a while after the heal. */
export interface FaultWindow {
  readonly fault: FaultRecord;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Returns whether a fault lies on the path of one of these roles. */
export function touches({ roles }: FaultRecord, processes: ReadonlySet<string>): boolean {
  return roles.some((role) => processes.has(role));
}

export function overlaps({ fromMs, toMs }: FaultWindow, startMs: number, endMs: number): boolean {
  return fromMs <= endMs && startMs <= toMs;
}

/** Returns where a moment lies beside the latest fault: `during SIGKILL redis, 240 ms after it was injected`. */
export function momentText(faults: readonly FaultRecord[], timeMs: number): string {
  const before = faults.findLast(({ injectCallMs }) => injectCallMs <= timeMs);
  if (!before) return faults.length === 0 ? "in a run without faults" : "before the first fault";
  const { name, injectCallMs, healedMs = Infinity } = before;
  if (timeMs < healedMs)
    return `during ${name}, ${durationText(timeMs - injectCallMs)} after it was injected`;
  return `${durationText(timeMs - healedMs)} after ${name} was healed`;
}
