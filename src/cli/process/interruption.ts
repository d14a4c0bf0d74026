import { nowMs } from "../../clock.ts";
import { ChaosError, exitCodes } from "../../errors.ts";

/** The abort reason of a run that a signal, or the end of the parent process, interrupts. */
class InterruptedError extends ChaosError {
  override readonly name = "InterruptedError";
  override readonly code = "CHAOS_INTERRUPTED";
  override readonly exitCode: number;

  constructor(cause: string, exitCode: number) {
    super(`interrupted by ${cause}`);
    this.exitCode = exitCode;
  }
}

/** Aborts the work of a command. The command disposes of it after the work. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
  /** Returns 130 or 143 after an interruption from outside. */
  exitCode(): number | undefined;
  /** Ends the work from inside, for an uncaught error. */
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

/** Ctrl-C can reach a program twice: from the terminal, and from a wrapper such as npm. */
const samePressMs = 300;

/**
 * Aborts the signal at the first SIGINT, SIGTERM or SIGHUP, and forces the exit at the second. The end
 * of npm counts as SIGTERM, because npm dies of a SIGTERM without passing it on.
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
  const parent = process.ppid;
  // Set by src/launch if it runs this program on another Node.
  const isRelayed = process.env["BUS_CHAOS_LAUNCHER"] === String(parent);
  // Without npm the parent is a shell, and a user who starts a run with nohup wants it to go on.
  if (process.env["npm_lifecycle_event"] === undefined && !isRelayed) return () => {};
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, parentCheckMs);
  timer.unref();
  return () => clearInterval(timer);
}
