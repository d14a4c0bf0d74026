import { nowMs } from "../../clock.ts";
import { ChaosError, exitCodes } from "../../errors.ts";

/** The reason a run is aborted with when a signal, or the death of the parent, ends it. */
class InterruptedError extends ChaosError {
  override readonly name = "InterruptedError";
  override readonly code = "CHAOS_INTERRUPTED";
  override readonly exitCode: number;

  constructor(cause: string, exitCode: number) {
    super(`interrupted by ${cause}`);
    this.exitCode = exitCode;
  }
}

/** Aborts what a command does. Whoever started it disposes of it. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
  /** 130 or 143 once it was interrupted from outside. */
  exitCode(): number | undefined;
  /** Ends the command from inside, for an error that nobody caught. */
  abort(error: unknown): void;
}

export interface InterruptionOptions {
  /** Tells the user that the signal was heard. */
  readonly say: (text: string) => void;
  /** Ends the process at once on the second signal. */
  readonly forceExit: (exitCode: number) => void;
}

const codes = {
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
  SIGHUP: exitCodes.terminated,
} as const;

const parentCheckMs = 250;

/** Ctrl-C reaches a program twice when a wrapper such as npm passes on what the terminal sent to both. */
const samePressMs = 300;

/**
 * The first SIGINT, SIGTERM or SIGHUP aborts the signal, the second one forces the exit. An npm that
 * is gone counts as SIGTERM, for it dies of one without passing it on.
 */
export function watchInterruption({ say, forceExit }: InterruptionOptions): Interruption {
  const controller = new AbortController();
  let heard: InterruptedError | undefined;
  let heardMs = 0;

  const interrupt = (cause: string, exitCode: number): void => {
    if (heard) {
      if (nowMs() - heardMs >= samePressMs) forceExit(exitCode);
      return;
    }
    heard = new InterruptedError(cause, exitCode);
    heardMs = nowMs();
    say("stopping, healing faults (again to force)");
    controller.abort(heard);
  };
  const onSignal = (name: keyof typeof codes): void => interrupt(name, codes[name]);
  for (const name of signalNames) process.on(name, onSignal);
  const stopWatchingParent = watchParent(() => {
    if (!heard) interrupt("the end of its parent process", exitCodes.terminated);
  });

  return {
    signal: controller.signal,
    exitCode: () => heard?.exitCode,
    abort: (error) => controller.abort(error),
    [Symbol.dispose]: () => {
      stopWatchingParent();
      for (const name of signalNames) process.off(name, onSignal);
    },
  };
}

const signalNames = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function watchParent(onGone: () => void): () => void {
  // Whoever starts a run without npm and leaves, such as a shell with nohup, wants it to go on.
  if (process.env["npm_lifecycle_event"] === undefined) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, parentCheckMs);
  timer.unref();
  return () => clearInterval(timer);
}
