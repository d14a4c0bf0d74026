import { Bench, type FnReturnedObject, type Statistics } from "tinybench";

import { nowMs } from "../clock.ts";
import { HarnessError } from "../errors.ts";

export interface Sampling {
  readonly name: string;
  readonly samples: number;
  readonly warmupSamples: number;
  readonly signal: AbortSignal;
  /** Before each sample, outside its time. */
  prepare(): Promise<void>;
  /** One sample; its own duration replaces the measured one. */
  once(): Promise<FnReturnedObject | void>;
}

/** The durations of so many samples, one after the other, in milliseconds. */
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
  // Named as asynchronous, because it would be called once more to find out.
  bench.add(name, once, { async: true, beforeEach: prepare });
  const [task] = await bench.run();
  signal.throwIfAborted();
  if (task?.result.state !== "completed") {
    throw new HarnessError(`the samples of ${name} ended as ${task?.result.state ?? "nothing"}`);
  }
  return task.result.latency;
}
