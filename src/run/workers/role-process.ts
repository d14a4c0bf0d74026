import type { Bus, BusContext } from "../../bus/contract.ts";
import { heldUpMs } from "../../held-up.ts";
import { withPatience } from "../../patience.ts";
import type { CaughtError } from "../strays/caught-error.ts";
import { stackOfBlocked } from "./blocked-stack.ts";
import { openRemoteBus } from "./remote-bus.ts";
import { waitedForCoreMs } from "./waited-for-core.ts";
import { watchBlocking } from "./watch-blocking.ts";
import type { WorkerEnd, WorkerProcess } from "./worker-process.ts";

/** The process of one role, from the opening of its bus to its end. */
export interface RoleProcess {
  /** Opens the bus of the role in the process. */
  open(context: BusContext): Promise<Bus>;
  /** Returns whether the process answers within this time. */
  answers(withinMs: number): Promise<boolean>;
  pause(): void;
  resume(): void;
  /** Resolves when the process has ended. */
  readonly ended: Promise<WorkerEnd>;
  /** Ends the process by SIGKILL. `events.onEnd` is not called. */
  kill(): Promise<void>;
}

/** The events in the process of a role. */
export interface RoleProcessEvents {
  onStrayError(error: CaughtError): void;
  onOutput(text: string): void;
  onClosed(): void;
  /**
   * The process has ended, and no fault ended it.
   *
   * @param isPlanned whether a handler of the plan ended it.
   */
  onEnd(end: WorkerEnd, isPlanned: boolean): void;
}

export function createRoleProcess(worker: WorkerProcess, events: RoleProcessEvents): RoleProcess {
  let isOver = false;
  let isPlanned = false;
  let answered = (): void => {};
  const ping = (): void => worker.tell({ kind: "ping" });
  const stack = (): Promise<string> => stackOfBlocked(worker);
  const excusedMs = (): number => heldUpMs() + waitedForCoreMs(worker.processId);
  const watch = watchBlocking({ ping, stack, excusedMs }, events.onStrayError);

  function end(): void {
    // The watch may still report for how long the process was blocked.
    if (!isOver) watch[Symbol.dispose]();
    isOver = true;
  }

  async function awaitEnd(): Promise<void> {
    const ended = await worker.ended;
    if (isOver) return;
    end();
    events.onEnd(ended, isPlanned);
  }

  void awaitEnd();

  return {
    open: (context) =>
      openRemoteBus(worker, context, {
        onStrayError: events.onStrayError,
        onOutput: events.onOutput,
        onClosed: events.onClosed,
        onExit: () => void (isPlanned = true),
        onPong() {
          watch.answered();
          answered();
        },
      }),
    async answers(withinMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      answered = resolve;
      ping();
      const inTime = withPatience(promise, "the answer of a process", withinMs);
      return await inTime.then(
        () => true,
        () => false,
      );
    },
    pause() {
      watch.paused(true);
      worker.signalGroup("SIGSTOP");
    },
    resume() {
      worker.signalGroup("SIGCONT");
      watch.paused(false);
    },
    ended: worker.ended,
    async kill() {
      end();
      await worker.kill();
    },
  };
}
