import { nowMs } from "../../clock.ts";
import type { Progress } from "./progress.ts";

/** Design limit: a line at least every 10 s in CI. A check every 0.5 s keeps it with a margin. */
const standardSilenceMs = 9_000;
const checkMs = 500;

export interface SteadyLinesOptions {
  readonly write: (line: string) => void;
  /** A sign of life is printed after this time without a line. 9 s by default. */
  readonly longestSilenceMs?: number;
  /** `still working` by default. */
  readonly signOfLife?: () => string;
}

/** Prints plain lines, and a sign of life after each long silence. */
export function createSteadyLines({
  write,
  longestSilenceMs = standardSilenceMs,
  signOfLife = () => "still working",
}: SteadyLinesOptions): Progress {
  let lastLineMs = nowMs();
  const say = (line: string): void => {
    lastLineMs = nowMs();
    write(line);
  };
  const timer = setInterval(() => {
    if (nowMs() - lastLineMs >= longestSilenceMs) say(signOfLife());
  }, checkMs);
  timer.unref();
  return { say, [Symbol.dispose]: () => clearInterval(timer) };
}
