import { UsageError } from "../../errors.ts";
import type { SentError, WorkerCall, WorkerOrder } from "./worker-messages.ts";

/** The calls of a worker that wait for its answer. */
export interface WorkerCalls {
  /** Makes a call. Rejects as the bus does, and when the process has ended. */
  make(wanted: WorkerCall): Promise<string>;
  answer(call: number, value: string): void;
  refuse(call: number, error: Error): void;
  /** Rejects every call that waits, and every later one. */
  end(error: Error): void;
}

export function createWorkerCalls(tell: (order: WorkerOrder) => void): WorkerCalls {
  const waiting = new Map<number, PromiseWithResolvers<string>>();
  let count = 0;
  let over: Error | undefined;
  const take = (call: number): PromiseWithResolvers<string> | undefined => {
    const found = waiting.get(call);
    waiting.delete(call);
    return found;
  };
  return {
    async make(wanted) {
      if (over) throw over;
      const call = count++;
      const answer = Promise.withResolvers<string>();
      waiting.set(call, answer);
      tell({ kind: "call", call, wanted });
      return await answer.promise;
    },
    answer: (call, value) => take(call)?.resolve(value),
    refuse: (call, error) => take(call)?.reject(error),
    end(error) {
      over ??= error;
      for (const call of waiting.keys()) take(call)?.reject(over);
    },
  };
}

/** Returns the error that a worker has sent. */
export function errorOf({ text, isRejection, usage }: SentError): Error {
  if (usage) return new UsageError(text, usage.hint === undefined ? {} : { hint: usage.hint });
  return isRejection ? Object.assign(new Error(text), { outcome: "rejected" }) : new Error(text);
}
