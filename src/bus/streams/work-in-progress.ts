/** A message whose handler is not done. */
export interface OpenWork {
  readonly sinceMs: number;
  /** Set while the message waits to be handled again. */
  retryTimer: NodeJS.Timeout | undefined;
}

/** The messages that Redis has given to a consumer and that are not handled, by stream id. */
export interface WorkInProgress {
  readonly open: Map<string, OpenWork>;
  /** How many handlers run now. The rest of `open` waits to be handled again. */
  running: number;
  /** Called in the next turn of the event loop after a message was handled or acknowledged. */
  onProgress: (() => void) | undefined;
}

export function createWorkInProgress(): WorkInProgress {
  return { open: new Map(), running: 0, onProgress: undefined };
}

/** Waits for the next turn, so that a burst of finished handlers causes one big read, not many small ones. */
export function announceProgress(work: WorkInProgress): void {
  const { onProgress } = work;
  if (onProgress === undefined) return;
  work.onProgress = undefined;
  setImmediate(onProgress);
}

/** Resolves when a message was handled or acknowledged after the call, or when `signal` is aborted. */
export function nextProgress(work: WorkInProgress, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => {
    signal.removeEventListener("abort", done);
    resolve();
  };
  signal.addEventListener("abort", done, { once: true });
  work.onProgress = done;
  return promise;
}
