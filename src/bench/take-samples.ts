import { Bench, type FnReturnedObject, type Statistics } from "tinybench";

import { nowMs } from "../clock.ts";
import { HarnessError } from "../errors.ts";

export interface Sampling {
  readonly name: string;
  readonly samples: number;
  readonly warmupSamples: number;
  readonly signal: AbortSignal;
  /** Called before each sample, outside its time. */
  prepare(): Promise<void>;
  /** Takes a sample. A duration that it returns replaces the measured one. */
  once(): Promise<FnReturnedObject | void>;
}

/** Takes samples one after the other and returns the statistics of their durations in milliseconds. */
export async function takeSamples(sampling: Sampling): Promise<Statistics> {
  const { name, samples, warmupSamples, signal, prepare, once } = sampling;
  const bench = new Bench({
    iterations: samples,
    time: 0,
    warmup: warmupSamples > 0,
    warmupIterations: warmupSamples,
    warmupTime: 0,
    now: nowMs,
    throws: true,
    signal,
  });
  // Marked as asynchronous, because tinybench would call it once more to find out.
  bench.add(name, once, { async: true, beforeEach: prepare });
  const [task] = await bench.run();
  signal.throwIfAborted();
  if (task?.result.state !== "completed") {
    throw new HarnessError(`the samples of ${name} ended as ${task?.result.state ?? "nothing"}`);
  }
  return task.result.latency;
}
