import { startWorker, type StartingWorker, type WorkerProcess } from "./worker-process.ts";

/**
 * Processes that have imported the bus already, so that a role that starts again need not wait for Node. Disposing
 * ends all of them, those in use included.
 */
export interface WorkerPool extends AsyncDisposable {
  /** Resolves when every process that waits for its role has imported the bus. Rejects if one cannot. */
  ready(): Promise<void>;
  /** Returns a process that no role has had. Starts one if none waits. */
  take(): Promise<WorkerProcess>;
}

export interface WorkerPoolOptions {
  /** The name of a registered bus, or the absolute path of its module. */
  readonly source: string;
  /** The name of the bus that the module must export. */
  readonly busName: string;
  /** The number of processes that start at once and wait for their role. */
  readonly waiting: number;
}

export function createWorkerPool({
  source,
  busName,
  waiting: count,
}: WorkerPoolOptions): WorkerPool {
  const all = new Set<StartingWorker>();
  const start = (): StartingWorker => {
    const starting = startWorker(source, busName);
    all.add(starting);
    // The caller of `ready` or `take` gets the error.
    starting.loaded.catch(() => {});
    return starting;
  };
  const waiting = Array.from({ length: count }, start);

  return {
    ready: async () => void (await Promise.all(waiting.map(({ loaded }) => loaded))),
    take: async () => await (waiting.shift() ?? start()).loaded,
    async [Symbol.asyncDispose]() {
      await Promise.all([...all].map((each) => each.kill()));
    },
  };
}
