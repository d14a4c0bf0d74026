import { createClient } from "redis";

import { waitUntil } from "../../../src/clock.ts";
import type { RunningRedis } from "../../../src/fixtures/redis/redis.ts";
import type { LinkCapability } from "../../../src/link/contract/link-capability.ts";
import type { Link, LinkFactory } from "../../../src/link/contract/link.ts";
import { openProbeConnection } from "../../../src/link/contract/probe-connection.ts";
import type { ProbeConnection } from "../../../src/link/contract/probe-connection.ts";

/** The limit of every wait for something that must come. */
export const timeoutMs = 5_000;
/** How long is waited for an answer that must not come. */
export const silenceMs = 200;

/** What the links under test stand on, together with how it ends. */
export interface LinkSetup {
  readonly links: LinkFactory;
  startRedis(): Promise<RunningRedis>;
  /** Called last, when links and servers are gone. */
  ended?(): Promise<void>;
}

/** One thing that a link must do, and the capabilities without which it is not asked for it. */
export interface LinkCheck {
  readonly title: string;
  readonly needs: readonly LinkCapability[];
  run(stage: LinkUnderTest): Promise<void>;
}

interface LinkUnderTest {
  /** A fresh one, to an empty Redis. */
  readonly link: Link;
  readonly redis: RunningRedis;
  /** Goes to Redis directly. */
  readonly auditor: DirectTestClient;
  startRedis(): Promise<RunningRedis>;
  /** Packets vanish without a relay, so both ends retransmit them and no connection has a hole. */
  readonly dropsPackets: boolean;
}

export type DirectTestClient = ReturnType<typeof createDirectTestClient>;

export function createDirectTestClient(redis: RunningRedis) {
  const auditor = createClient({ url: redis.url() });
  // Some checks take Redis away; what this client says of that is of no interest.
  auditor.on("error", () => {});
  return auditor;
}

/** A connection with a PING answered on it, closed at the end of its scope. */
export async function openSteadyProbe(link: Link): Promise<ProbeConnection & Disposable> {
  const witness = await openProbeConnection(link.endpoint, {});
  return { ...witness, [Symbol.dispose]: witness.close };
}

export async function untilEqual<T>(look: () => Promise<T>, expected: T): Promise<void> {
  const isEqual = async () => (await look()) === expected;
  await waitUntil(isEqual, { what: String(expected), timeoutMs, intervalMs: 2 });
}
