import type { RunEvent } from "../../run/run-event.ts";
import type { Output } from "../process/output.ts";
import { createPlainProgress } from "./plain-progress.ts";

/** Shows on standard error how a run is getting on. Nothing here influences the run. */
export interface Progress extends Disposable {
  onEvent(event: RunEvent): void;
  /** A line of its own, above whatever is redrawn. */
  say(text: string): void;
}

export async function createProgress(output: Output, quiet: boolean): Promise<Progress> {
  if (quiet) return quietProgress(output);
  if (!output.interactive) return createPlainProgress(output.note);
  const { createLiveProgress } = await import("./live-progress.ts");
  return createLiveProgress(process.stderr);
}

function quietProgress(output: Output): Progress {
  return { onEvent: () => undefined, say: output.note, [Symbol.dispose]: () => undefined };
}
