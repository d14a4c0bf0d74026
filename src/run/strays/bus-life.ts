/** The time from the opening of a bus until the harness gives it up, which most runs never do. */
export interface BusLife {
  isOver(): boolean;
  /** Settles as the call does, or rejects when the life ends before. */
  untilEnd<Result>(call: Promise<Result> | Result): Promise<Result>;
  /** Calls the listener when the life ends. */
  onEnd(listener: () => void): void;
  end(): void;
}

export function createBusLife(): BusLife {
  const listeners = new Set<() => void>();
  let over = false;
  return {
    isOver: () => over,
    async untilEnd(call) {
      const { promise, reject } = Promise.withResolvers<never>();
      const end = (): void => reject(new Error("the process of the bus ended: SIGKILL"));
      listeners.add(end);
      try {
        return await Promise.race([call, promise]);
      } finally {
        listeners.delete(end);
      }
    },
    onEnd: (listener) => void listeners.add(listener),
    end() {
      over = true;
      for (const listener of listeners) listener();
      listeners.clear();
    },
  };
}
