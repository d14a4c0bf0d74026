import { errorText } from "../../errors.ts";
import type { Recorder } from "../../history/recorder.ts";
import type { Stage } from "../../scenarios/stage.ts";
import { HungCall } from "../record/bus-refusal.ts";
import { recordBusFailures } from "../record/record-bus-failures.ts";

/** Starts subscribers again whose process has ended. */
export interface Supervisor {
  readonly supervise: Stage["supervise"];
  /** Resolves when every subscriber that is to start again has started. Starts none after that. */
  settled(): Promise<void>;
}

export interface SupervisorOptions {
  readonly openSubscriber: Stage["openSubscriber"];
  readonly onProcessEnd: (listener: (role: string) => void) => void;
  readonly recorder: Pick<Recorder, "record">;
  readonly signal: AbortSignal;
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { openSubscriber, onProcessEnd, recorder, signal } = options;
  const starting = new Set<Promise<void>>();
  let isOver = false;

  async function start(wanted: Parameters<Stage["supervise"]>[0]): Promise<void> {
    try {
      await openSubscriber(wanted);
    } catch (error) {
      // The history has a call that hangs already.
      if (signal.aborted || error instanceof HungCall) return;
      recordBusFailures(recorder, [errorText(error)]);
    }
  }

  return {
    supervise: (wanted) =>
      onProcessEnd((role) => {
        if (role !== wanted.role || isOver || signal.aborted) return;
        const started = start(wanted);
        starting.add(started);
        void started.finally(() => starting.delete(started));
      }),
    async settled() {
      while (starting.size > 0) await Promise.all(starting);
      isOver = true;
    },
  };
}
