import { join } from "node:path";

/** Returns the history file in the folder of a run. */
export function historyFileOf(directory: string): string {
  return join(directory, "history.jsonl");
}

/** Returns the file with what the bus of a run printed. */
export function busLogOf(directory: string): string {
  return join(directory, "bus.log");
}

/** Returns the plan file in the folder of a run. */
export function planFileOf(directory: string): string {
  return join(directory, "plan.json");
}
