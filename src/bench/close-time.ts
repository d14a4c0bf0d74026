import type { Subscription } from "../bus/contract.ts";
import { awaitBlocked, type BenchGround, openBenchBus } from "./bench-ground.ts";
import type { CellPlan } from "./block-plan.ts";
import { takeSamples } from "./take-samples.ts";

export interface CloseOptions {
  readonly topic: string;
  readonly group: string;
  readonly closings: number;
}

/** The median time to close a subscription whose read is blocked, beside those that stay. */
export async function measureClosing(
  ground: BenchGround,
  { blockMs, consumers }: CellPlan,
  { topic, group, closings }: CloseOptions,
): Promise<number> {
  const role = `bench-closing-${blockMs}x${consumers}`;
  await using closing = await openBenchBus(ground, { role, blockMs });
  let subscription: Subscription | undefined;
  const { p50 } = await takeSamples({
    name: role,
    samples: closings,
    warmupSamples: 0,
    signal: ground.signal,
    prepare: async () => {
      const options = { group, consumer: role };
      subscription = await closing.bus.subscribe(topic, options, () => undefined);
      await awaitBlocked(ground, role, 1);
    },
    once: async () => subscription?.close(),
  });
  return p50;
}
