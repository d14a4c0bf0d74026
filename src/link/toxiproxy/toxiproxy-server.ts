import type { Endpoint } from "../../fixtures/endpoint.ts";
import type { ToxiproxyCalls } from "./toxiproxy-calls.ts";

/** A Toxiproxy server, with the addresses on which links can listen. */
export interface ToxiproxyServer extends AsyncDisposable {
  readonly calls: ToxiproxyCalls;
  /** Returns the next address to try. It may be taken, which shows when a proxy is created. */
  nextAddress(): Promise<ProxyAddress>;
  /** How many links there can be at once, if only some ports are published. */
  readonly linkLimit?: number;
  /** How many addresses are worth a try. */
  readonly addressAttempts: number;
  /** The URL of a server that the user runs: it keeps the proxies that a killed run leaves. */
  readonly keepsProxiesAt?: string;
  /** Returns the address of this Redis as the server sees it. */
  upstreamOf(redis: Endpoint): Endpoint;
}

export interface ProxyAddress {
  /** The address on which the proxy listens, as the server sees it: `host:port`. */
  readonly listen: string;
  /** The address at which clients reach the proxy. */
  readonly endpoint: Endpoint;
}
