import { startWorker, type WorkerProcess } from "./worker-process.ts";

/**
 * Processes that have imported the bus already, so that a role that starts again need not wait for Node. Disposing
 * ends all of them, those in use included.
 */
export interface WorkerPool extends AsyncDisposable {
  /** Returns a process that no role has had. Starts one if none waits. */
  take(): Promise<WorkerProcess>;
}

export interface WorkerPoolOptions {
  /** The name of a registered bus, or the absolute path of its module. */
  readonly source: string;
  /** The number of processes that start at once and wait for their role. */
  readonly waiting: number;
}

export function createWorkerPool({ source, waiting: count }: WorkerPoolOptions): WorkerPool {
  const all = new Set<Promise<WorkerProcess>>();
  const start = (): Promise<WorkerProcess> => {
    const starting = startWorker(source);
    all.add(starting);
    // The caller of `take` gets the error.
    starting.catch(() => {});
    return starting;
  };
  const waiting = Array.from({ length: count }, start);

  return {
    take: async () => await (waiting.shift() ?? start()),
    async [Symbol.asyncDispose]() {
      const ends = [...all].map(async (starting) => await (await starting).kill());
      await Promise.allSettled(ends);
    },
  };
}
