import type { ProviderName } from "../fixtures/redis/redis.ts";

/** What one BLOCK value costs with so many idle consumers of one group. */
export interface BlockCell {
  readonly blockMs: number;
  readonly consumers: number;
  /** How long the idle figures were counted for. */
  readonly windowMs: number;
  /** XREADGROUP calls while nothing was published. */
  readonly readsPerSecond: number;
  /** All commands while nothing was published, without the questions of this benchmark. */
  readonly commandsPerSecond: number;
  /** Of one core, while nothing was published. */
  readonly serverCpuPercent: number;
  /** Healthy connections that the bus gave up while nothing was published. */
  readonly lostConnections: number;
  readonly latency: DeliveryLatency;
  /** Median time to close a subscription whose read is blocked. */
  readonly closeMs: number;
}

/** From the call of `publish` to the call of the handler, with every consumer waiting. */
export interface DeliveryLatency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly samples: number;
}

/** Every connection of one waiting reader turns into a black hole, and messages are published. */
export interface DeadConnection {
  readonly blockMs: number;
  /** Until one was delivered over a new connection; `null` if none was within the limit. */
  readonly deliveredMs: number | null;
  readonly limitMs: number;
}

export interface BlockMeasurement {
  readonly cells: readonly BlockCell[];
  readonly deadConnections: readonly DeadConnection[];
}

export interface MeasuredServer {
  readonly provider: ProviderName;
  readonly server: string;
  readonly version: string;
}
