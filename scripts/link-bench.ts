import { execFile } from "node:child_process";
import { parseArgs, promisify } from "node:util";

import { createClient } from "redis";

import { nowMs } from "../src/clock.ts";
import type { Endpoint } from "../src/fixtures/endpoint.ts";
import { createProcessProvider } from "../src/fixtures/redis/redis-process.ts";
import { findRedisServer } from "../src/fixtures/redis/redis-server-program.ts";
import { percentilesOf } from "../src/judging/facts/percentiles.ts";
import type { LinkKind } from "../src/link/contract/link.ts";
import { openLinkFactory } from "../src/link/link-factory.ts";

/**
 * Measures what a link costs a client: latency and throughput of a direct connection, of the embedded
 * link and of Toxiproxy. Each round measures all paths in turn, so that other load on the machine
 * disturbs all of them. Redis, Toxiproxy and redis-benchmark run in their own processes; the embedded
 * link shares this process with the clients, as in a run. Needs redis-benchmark and toxiproxy-server.
 *
 *     node scripts/link-bench.ts [--rounds 5]
 */
const pingCount = 3_000;
const addCount = 20_000;
const inFlight = 64;
const run = promisify(execFile);

interface Figures {
  readonly pingP50Us: number;
  readonly pingP99Us: number;
  readonly setPerSecond: number;
  readonly pipelinedSetPerSecond: number;
  readonly addPerSecond: number;
}

const openClient = ({ host, port }: Endpoint) =>
  createClient({ url: `redis://${host}:${port}` })
    .on("error", () => {})
    .connect();

async function measure(endpoint: Endpoint): Promise<Figures> {
  const client = await openClient(endpoint);
  try {
    const pings = percentilesOf(await timePings(client));
    return {
      pingP50Us: pings?.p50 ?? NaN,
      pingP99Us: pings?.p99 ?? NaN,
      setPerSecond: await benchmarkSet(endpoint, 1),
      pipelinedSetPerSecond: await benchmarkSet(endpoint, 32),
      addPerSecond: await addEntries(client),
    };
  } finally {
    client.destroy();
  }
}

type Client = Awaited<ReturnType<typeof openClient>>;

async function timePings(client: Client): Promise<number[]> {
  const times: number[] = [];
  for (let sent = 0; sent < pingCount; sent += 1) {
    const startMs = nowMs();
    await client.ping();
    times.push((nowMs() - startMs) * 1_000);
  }
  return times;
}

async function addEntries(client: Client): Promise<number> {
  let added = 0;
  const startMs = nowMs();
  const worker = async () => {
    while (added < addCount) {
      added += 1;
      await client.xAdd("bench", "*", { payload: "x".repeat(100) });
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const perSecond = added / ((nowMs() - startMs) / 1_000);
  await client.del("bench");
  return perSecond;
}

async function benchmarkSet({ host, port }: Endpoint, pipeline: number): Promise<number> {
  const count = pipeline === 1 ? 40_000 : 800_000;
  const options = `-h ${host} -p ${port} -t set -c 20 --csv -n ${count} -P ${pipeline}`;
  const { stdout } = await run("redis-benchmark", options.split(" "));
  return Number(/"SET","([\d.]+)"/.exec(stdout)?.[1]);
}

/** Opens a link of this kind. The embedded link then follows every command, as in a run. */
async function openPath(kind: LinkKind, upstream: Endpoint) {
  const links = await openLinkFactory(kind);
  const link = await links.open("bench", upstream);
  link.commands?.observe("", { ended() {}, pushed() {}, opaque() {} });
  return { endpoint: link.endpoint, [Symbol.asyncDispose]: () => links[Symbol.asyncDispose]() };
}

const { values } = parseArgs({ options: { rounds: { type: "string", default: "5" } } });
const { signal } = new AbortController();
await using redis = await createProcessProvider(findRedisServer() ?? "redis-server").start({
  persistence: "off",
  signal,
});
await using embedded = await openPath("embedded", redis.endpoint());
await using toxiproxy = await openPath("toxiproxy", redis.endpoint());
const paths = {
  direct: redis.endpoint(),
  "embedded, observed": embedded.endpoint,
  toxiproxy: toxiproxy.endpoint,
};
const rounds: Record<string, Figures[]> = {};
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const [name, endpoint] of Object.entries(paths)) {
    (rounds[name] ??= []).push(await measure(endpoint));
  }
}
const names = ["pingP50Us", "pingP99Us", "setPerSecond", "pipelinedSetPerSecond", "addPerSecond"];
const medians = Object.entries(rounds).map(([name, figures]) => {
  const median = (one: string) =>
    percentilesOf(figures.map((all) => all[one as keyof Figures]))?.p50 ?? NaN;
  return [name, Object.fromEntries(names.map((one) => [one, Math.round(median(one))]))];
});
console.table(Object.fromEntries(medians));
