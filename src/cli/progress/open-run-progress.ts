import { noteStream, type Output } from "../process/output.ts";
import { createPlainRunProgress } from "./plain-run-progress.ts";
import type { RunProgress } from "./run-progress.ts";

/** Redraws lines on a terminal, prints plain lines elsewhere, and shows no events with `--quiet`. */
export async function openRunProgress(output: Output, quiet: boolean): Promise<RunProgress> {
  if (quiet) return createQuietRunProgress(output);
  if (!output.interactive) return createPlainRunProgress(output.note);
  const { createLiveRunProgress } = await import("./live-run-progress.ts");
  return createLiveRunProgress(noteStream, output.paint);
}

function createQuietRunProgress(output: Output): RunProgress {
  return { onEvent: () => undefined, say: output.note, [Symbol.dispose]: () => undefined };
}
