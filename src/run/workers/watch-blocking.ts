import { nowMs } from "../../clock.ts";
import { durationText } from "../../wording.ts";
import { readCaughtError, type CaughtError } from "../strays/caught-error.ts";

/** A process whose event loop is watched. */
export interface WatchedProcess {
  /** Asks for an answer. */
  ping(): void;
  /** Returns the functions of files in which the process is now, the innermost first; an empty text without any. */
  stack(): Promise<string>;
  /** Returns for how long the process, or the harness itself, could not act because the machine had no free core for it. */
  excusedMs(): number;
}

/** Watches whether the event loop of a process turns. Disposing ends the watch. */
export interface BlockingWatch extends Disposable {
  /** Call it when the process answers. */
  answered(): void;
  /** The harness is about to stop the process, or has let it go on: its silence in between counts for nothing. */
  paused(isPaused: boolean): void;
}

const intervalMs = 250;
/** Beyond it a silence counts. A large garbage collection or a slow disk takes less. */
const silenceMs = 2000;

/**
 * Asks a process for an answer all the time. When it has not answered for 2 s in which neither the process nor the harness
 * waited for a free core, looks at its stack; when it answers again, or when the watch ends, reports for how long it was blocked.
 *
 * @param report takes the error with the stack and its length.
 */
export function watchBlocking(
  watched: WatchedProcess,
  report: (error: CaughtError) => void,
): BlockingWatch {
  let askedMs: number | undefined;
  let excusedBeforeMs = 0;
  let stack: string | undefined;
  let isPaused = false;

  const silentMs = (): number =>
    askedMs === undefined
      ? 0
      : nowMs() - askedMs - Math.max(0, watched.excusedMs() - excusedBeforeMs);

  async function look(): Promise<void> {
    const lookedAt = askedMs;
    stack = "";
    const found = await watched.stack();
    // If it has answered meanwhile, this is the stack of something else.
    if (askedMs === lookedAt) stack = found;
  }

  function end(isOver: boolean): void {
    if (stack !== undefined && !isPaused && silentMs() > silenceMs) {
      const length = `${isOver ? "for" : "for at least"} ${durationText(silentMs())}`;
      const error = new Error(`blocked its event loop ${length}`);
      error.stack = `${error.message}\n${stack}`;
      const blocked = readCaughtError(error, "blocked");
      // Without code of the bus in the stack, the process may only have waited for a free core.
      if (blocked.stack.length > 0) report(blocked);
    }
    stack = undefined;
    askedMs = undefined;
  }

  const timer = setInterval(() => {
    if (isPaused) return;
    if (askedMs === undefined) {
      askedMs = nowMs();
      excusedBeforeMs = watched.excusedMs();
      watched.ping();
    } else if (stack === undefined && silentMs() > silenceMs) void look();
  }, intervalMs);
  timer.unref();

  return {
    answered: () => end(true),
    paused(given) {
      end(false);
      isPaused = given;
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      end(false);
    },
  };
}
