/**
 * Counts how often a cut at a random moment finds a bug that only a cut between one command and its
 * reply can show. Each run has the workload of `chaos explore`, and the connections of one role are
 * closed at a random moment that the seed decides. `chaos explore --bus` finds the bug every time.
 *
 *     node scripts/random-cuts.ts [RUNS] [BUS] [FIRST SEED]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findBus } from "../src/bus/registry.ts";
import { nowMs } from "../src/clock.ts";
import { explorationVariant } from "../src/explore/exploration-scenario.ts";
import { shareRedis } from "../src/explore/shared-redis.ts";
import { selectProvider } from "../src/fixtures/redis/redis-provider.ts";
import { createEmbeddedLinkFactory } from "../src/link/embedded/embedded-link.ts";
import { createRandom, type Random } from "../src/random.ts";
import { inParallel } from "../src/run/in-parallel.ts";
import { runVariant } from "../src/run/run-variant.ts";
import type { Variant } from "../src/scenarios/scenario.ts";

const seventh = "src/zoo/loses-the-seventh-publish.ts";
const [runs = "1000", busName = seventh, firstSeed = "0"] = process.argv.slice(2);
const recoveryLimitMs = 5_000;
/** Runs at a time. More would delay each other, and the gap that a cut must hit would grow. */
const jobs = 2;
/** About the duration of a run without a fault. */
const latestMs = 250;

const bus = await findBus(busName);
const { signal } = new AbortController();
const provider = await selectProvider("auto");
await using redis = await provider.start({ persistence: "off", signal });
const shared = await shareRedis(provider, redis);
await using links = createEmbeddedLinkFactory();
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-random-cuts-"));
const startMs = nowMs();
const seeds = Array.from({ length: Number(runs) }, (_, run) => Number(firstSeed) + run);
const losses = await inParallel(seeds, jobs, losesUnderACut);
const lossy = losses.filter(Boolean).length;
const seconds = ((nowMs() - startMs) / 1000).toFixed(1);
console.log(`${lossy} of ${losses.length} runs with a random cut found the loss, in ${seconds} s`);
rmSync(folder, { recursive: true });

async function losesUnderACut(seed: number): Promise<boolean> {
  const variant = randomCut(createRandom(seed));
  const directory = join(folder, String(seed));
  const { name } = bus;
  const named = { scenario: "random-cut", variant: variant.name, bus: name, seed };
  const title = { ...named, repetition: 1, position: 1, total: 1 };
  const { judgement } = await runVariant(
    { title, variant, plan: [], moments: [], handlers: [], bus, recoveryLimitMs, directory },
    { provider: shared, links },
    { onEvent: () => {}, signal },
  );
  rmSync(directory, { recursive: true });
  return judgement.findings.some(({ kind, verdict }) => kind === "lost" && verdict === "fail");
}

function randomCut(random: Random): Variant {
  const role = random.integer(0, 1) === 0 ? "publisher-0" : "subscriber-0";
  const afterMs = random.integer(0, latestMs * 1000) / 1000;
  const calm = explorationVariant([], recoveryLimitMs);
  return {
    ...calm,
    name: "cut",
    minimums: { acknowledged: 0, faults: 1 },
    async steps(stage) {
      const cut = async (): Promise<void> => {
        await stage.pause(afterMs);
        await stage.inject({ kind: "network", role, fault: { kind: "cut", how: "fin" } });
      };
      await Promise.all([calm.steps?.(stage, []), cut()]);
    },
  };
}
