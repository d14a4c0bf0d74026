import { readFileSync } from "node:fs";

/**
 * Returns for how long a process has waited for a free core since it began. Linux counts that in nanoseconds, in the second
 * field of `schedstat`. Returns 0 where the system does not tell.
 */
export function waitedForCoreMs(processId: number): number {
  if (process.platform !== "linux") return 0;
  try {
    const [, waitedNs] = readFileSync(`/proc/${processId}/schedstat`, "latin1").split(" ");
    const waitedMs = Number(waitedNs) / 1e6;
    return Number.isFinite(waitedMs) ? waitedMs : 0;
  } catch {
    return 0;
  }
}
