import type { ProviderName } from "../fixtures/redis/redis.ts";

/** The cost of one BLOCK value with one number of idle consumers of one group. */
export interface BlockCell {
  readonly blockMs: number;
  readonly consumers: number;
  /** How long the idle figures were counted. */
  readonly windowMs: number;
  /** XREADGROUP calls while nothing was published. */
  readonly readsPerSecond: number;
  /** All commands while nothing was published, without those of the benchmark itself. */
  readonly commandsPerSecond: number;
  /** CPU time of the server while nothing was published, in percent of one core. */
  readonly serverCpuPercent: number;
  /** Healthy connections that the bus gave up while nothing was published. */
  readonly lostConnections: number;
  readonly latency: DeliveryLatency;
  /** Median time to close a subscription whose read is blocked. */
  readonly closeMs: number;
}

/** The time from the publish call to the call of the handler, with every consumer waiting. */
export interface DeliveryLatency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly samples: number;
}

/** The time until a reader gets messages again after all its connections became black holes. */
export interface DeadConnection {
  readonly blockMs: number;
  /** Time to the first delivery over a new connection; `null` if no message came within the limit. */
  readonly deliveredMs: number | null;
  readonly limitMs: number;
}

/** All figures of a benchmark. */
export interface BlockMeasurement {
  readonly cells: readonly BlockCell[];
  readonly deadConnections: readonly DeadConnection[];
}

/** The server that was measured. */
export interface MeasuredServer {
  readonly provider: ProviderName;
  readonly server: string;
  readonly version: string;
}
