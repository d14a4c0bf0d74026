import type { Subscription } from "../bus/contract.ts";
import { awaitBlocked, type BenchContext, openBenchBus } from "./bench-context.ts";
import type { CellPlan } from "./block-plan.ts";
import { takeSamples } from "./take-samples.ts";

export interface CloseOptions {
  readonly topic: string;
  readonly group: string;
  readonly closings: number;
}

/** Measures the median time to close a subscription whose read is blocked, while others stay open. */
export async function measureClosing(
  context: BenchContext,
  { blockMs, consumers }: CellPlan,
  { topic, group, closings }: CloseOptions,
): Promise<number> {
  const role = `bench-closing-${blockMs}x${consumers}`;
  await using closing = await openBenchBus(context, { role, blockMs });
  let subscription: Subscription | undefined;
  const { p50 } = await takeSamples({
    name: role,
    samples: closings,
    warmupSamples: 0,
    signal: context.signal,
    prepare: async () => {
      const options = { group, consumer: role };
      subscription = await closing.bus.subscribe(topic, options, () => undefined);
      await awaitBlocked(context, role, 1);
    },
    once: async () => subscription?.close(),
  });
  return p50;
}
