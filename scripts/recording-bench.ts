/**
 * Measures what recording costs a bus: the time of a burst from the first publish to the last delivery,
 * without a history, with a history of calls, and with a history of calls and commands. The three take
 * turns, so that other load on the machine disturbs all of them. Publisher, subscriber, links and
 * recorder share this process, as in a run.
 *
 *     node scripts/recording-bench.ts [ROUNDS]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Bus } from "../src/bus/contract.ts";
import { streamsBus } from "../src/bus/streams/streams-bus.ts";
import { nowMs } from "../src/clock.ts";
import { createProcessProvider } from "../src/fixtures/redis/redis-process.ts";
import { findRedisServer } from "../src/fixtures/redis/redis-server-program.ts";
import { openRecorder } from "../src/history/recorder.ts";
import { percentilesOf } from "../src/judging/facts/percentiles.ts";
import { scriptHeader } from "../src/judging/testing/history-builder.ts";
import { createEmbeddedLinkFactory } from "../src/link/embedded/embedded-link.ts";
import { recordCommands } from "../src/run/record/record-commands.ts";
import { createRecordedCalls, type RecordedCalls } from "../src/run/record/recorded-calls.ts";
import { createCommandWatch } from "../src/run/watch/command-watch.ts";
import { createLedger } from "../src/run/watch/ledger.ts";
import { createRecoveryWatch } from "../src/run/watch/recovery-watch.ts";
import { payloadShape } from "../src/workload/payload-shape.ts";
import { createPayload } from "../src/workload/payload.ts";

const messages = 20_000;
const inFlight = 64;
const payloadBytes = 128;
const topic = "orders";
const publisher = "publisher-0";
const subscription = {
  role: "subscriber-0",
  topic,
  group: "group-0",
  consumer: "consumer-0",
  from: "new",
} as const;

const modes = ["nothing", "calls", "calls and commands"] as const;
type Mode = (typeof modes)[number];

const header = scriptHeader({ runId: "bench", variant: "burst", checkers: [] });

interface Cost {
  readonly perSecond: number;
  readonly cpuUs: number;
}

const { runId } = header;
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-recording-bench-"));
const { signal } = new AbortController();
await using redis = await createProcessProvider(findRedisServer() ?? "redis-server").start({
  persistence: "off",
  signal,
});
let bursts = 0;

/** Calls the bus without a history. */
function unrecordedCalls(): RecordedCalls {
  return {
    publish: async (bus, { role, sequence }) => {
      await bus.publish(
        topic,
        createPayload({
          runId,
          publisher: role,
          sequence,
          topic,
          ...payloadShape(sequence, payloadBytes),
        }),
      );
    },
    subscribe: async (openBus, wanted) => (await openBus()).subscribe(topic, wanted, () => {}),
    handling: () => 0,
    forget() {},
    closeSubscriptions: async () => {},
  };
}

async function burst(mode: Mode): Promise<Cost> {
  await using opened = new AsyncDisposableStack();
  bursts += 1;
  const namespace = `bench:${bursts}:`;
  const startMs = nowMs();
  const ledger = createLedger(true);
  const watches = [ledger, createRecoveryWatch(), createCommandWatch()];
  const recorder = opened.adopt(
    openRecorder({
      file: join(folder, "history.jsonl"),
      header,
      now: () => nowMs() - startMs,
      watchers: watches.map(({ watch }) => watch),
    }),
    (each) => each.close(),
  );
  const recording =
    mode === "nothing"
      ? unrecordedCalls()
      : createRecordedCalls({ recorder, runId, runName: "bench/recording", payloadBytes });
  const links = opened.use(createEmbeddedLinkFactory());

  async function openBus(role: string): Promise<Bus> {
    const link = await links.open(role, redis.endpoint());
    if (mode === "calls and commands")
      recordCommands(link, namespace, { recorder, runId, startMs });
    const { host, port } = link.endpoint;
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const url = `redis://${host}:${port}`;
    const bus = await streamsBus.open({ url, role, namespace, logger, signal, notify() {} });
    return opened.adopt(bus, (each) => each.close());
  }

  const handled = Promise.withResolvers<void>();
  let deliveries = 0;
  const countHandled = (): void => {
    deliveries += 1;
    if (deliveries === messages) handled.resolve();
  };
  await recording.subscribe(
    async () => countingHandled(await openBus(subscription.role), countHandled),
    subscription,
  );
  const bus = await openBus(publisher);
  const cpu = process.cpuUsage();
  const startedMs = nowMs();
  await publishAll(recording, bus, startMs);
  await handled.promise;
  const seconds = (nowMs() - startedMs) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  await recording.closeSubscriptions();
  return { perSecond: messages / seconds, cpuUs: (user + system) / messages };
}

function countingHandled(bus: Bus, onHandled: () => void): Bus {
  return {
    ...bus,
    subscribe: (name, options, handler) =>
      bus.subscribe(name, options, async (message) => {
        await handler(message);
        onHandled();
      }),
  };
}

async function publishAll(recording: RecordedCalls, bus: Bus, startMs: number): Promise<void> {
  let sent = 0;
  const worker = async () => {
    while (sent < messages) {
      const sequence = sent++;
      const intendedMs = nowMs() - startMs;
      const message = { role: publisher, topic, sequence, intendedMs, canary: false };
      await recording.publish(bus, message);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

function median(values: readonly number[]): number {
  return percentilesOf(values)?.p50 ?? NaN;
}

const rounds = Number(process.argv[2] ?? 5);
const costs: Record<Mode, Cost[]> = { nothing: [], calls: [], "calls and commands": [] };
try {
  for (const mode of modes) await burst(mode);
  for (let round = 0; round < rounds; round += 1) {
    for (const mode of modes) costs[mode].push(await burst(mode));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const rows = modes.map((mode) => {
  const ratios = costs[mode].map(
    ({ perSecond }, round) => perSecond / (costs.nothing[round]?.perSecond ?? Number.NaN),
  );
  const row = {
    "messages/s": Math.round(median(costs[mode].map(({ perSecond }) => perSecond))),
    "CPU us/message": Math.round(median(costs[mode].map(({ cpuUs }) => cpuUs)) * 10) / 10,
    "of the rate without": Math.round(median(ratios) * 100) / 100,
  };
  return [mode, row];
});
console.table(Object.fromEntries(rows));
