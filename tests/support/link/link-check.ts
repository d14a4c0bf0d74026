import type { RunningRedis } from "../../../src/fixtures/redis/redis.ts";
import type { LinkCapability } from "../../../src/link/contract/link-capability.ts";
import type { Link, LinkFactory } from "../../../src/link/contract/link.ts";
import { openProbeConnection } from "../../../src/link/contract/probe-connection.ts";
import type { ProbeConnection } from "../../../src/link/contract/probe-connection.ts";
import { waitPatiently } from "../../../src/patience.ts";
import type { TestClient } from "../test-client.ts";

/** The limit of every wait for an event that must happen. */
export const timeoutMs = 5_000;
/** How long a check waits for an answer that must not come. */
export const silenceMs = 200;

/** The links under test, the way to start a Redis, and the clean-up. */
export interface LinkSetup {
  readonly links: LinkFactory;
  startRedis(): Promise<RunningRedis>;
  /** Called last, when links and servers are closed. */
  ended?(): Promise<void>;
}

/** A thing that a link must do. Links without the capabilities it needs skip it. */
export interface LinkCheck {
  readonly title: string;
  readonly needs: readonly LinkCapability[];
  run(test: LinkUnderTest): Promise<void>;
}

interface LinkUnderTest {
  /** A new link to an empty Redis. */
  readonly link: Link;
  readonly redis: RunningRedis;
  /** A client that connects to Redis directly, past the link. */
  readonly directClient: TestClient;
  startRedis(): Promise<RunningRedis>;
  /** Whether the kernel drops packets. Both ends retransmit them, so no byte stream has a hole. */
  readonly dropsPackets: boolean;
}

/** Opens a probe connection that is closed at the end of its scope. */
export async function openSteadyProbe(link: Link): Promise<ProbeConnection & Disposable> {
  const probe = await openProbeConnection(link.endpoint, {});
  return { ...probe, [Symbol.dispose]: probe.close };
}

export async function untilEqual<T>(look: () => Promise<T>, expected: T): Promise<void> {
  const isEqual = async () => (await look()) === expected;
  await waitPatiently(isEqual, { what: String(expected), timeoutMs, intervalMs: 2 });
}
