import { EnvironmentError } from "../../errors.ts";
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
  /** Returns the address of this Redis as the server sees it. */
  upstreamOf(redis: Endpoint): Endpoint;
}

export interface ProxyAddress {
  /** The address on which the proxy listens, as the server sees it: `host:port`. */
  readonly listen: string;
  /** The address at which clients reach the proxy. */
  readonly endpoint: Endpoint;
}

export interface ExternalToxiproxy {
  /** The URL of the HTTP API, such as `http://127.0.0.1:8474`. */
  readonly url: string;
  /** The first and the last port on which links may listen, 18666 to 18685 by default. */
  readonly ports?: readonly [number, number] | undefined;
  /** The host on which links listen, every address by default, as a container needs it. */
  readonly listenHost?: string | undefined;
  /** The address at which the server reaches Redis, if it differs from the address used here. */
  readonly upstream?: Endpoint | undefined;
}

/** Uses a server that the user runs. Only the proxies of the links are added and removed. */
export async function useExternalToxiproxy(
  { url, ports = [18_666, 18_685], listenHost = "0.0.0.0", upstream }: ExternalToxiproxy,
  calls: ToxiproxyCalls,
): Promise<ToxiproxyServer> {
  const host = new URL(url).hostname;
  const [first, lastPort] = ports;
  const addressAttempts = lastPort - first + 1;
  let next = 0;
  if ((await calls.read("/version")) === undefined) throw notToxiproxy(url);
  return {
    calls,
    linkLimit: addressAttempts,
    addressAttempts,
    nextAddress: async () => {
      const port = first + (next++ % addressAttempts);
      return { listen: `${listenHost}:${port}`, endpoint: { host, port } };
    },
    upstreamOf: (redis) => upstream ?? redis,
    [Symbol.asyncDispose]: async () => {},
  };
}

function notToxiproxy(url: string): EnvironmentError {
  return new EnvironmentError(`the server at ${url} is not Toxiproxy`, {
    hint: "Give the address of its HTTP API, which listens on port 8474 by default.",
  });
}
