import { EnvironmentError } from "../../errors.ts";
import type { Endpoint } from "../../fixtures/redis/redis.ts";
import type { ToxiproxyCalls } from "./toxiproxy-calls.ts";

/** One Toxiproxy server, and where on it links can be. */
export interface ToxiproxyServer extends AsyncDisposable {
  readonly calls: ToxiproxyCalls;
  /** The next address to try; whether it is free shows when a proxy is put there. */
  nextAddress(): Promise<ProxyAddress>;
  /** How many links there can be at once, where only some ports are published. */
  readonly linkLimit?: number;
  /** How often it makes sense to try another place. */
  readonly addressAttempts: number;
  /** The address of this Redis as the server sees it. */
  upstreamOf(redis: Endpoint): Endpoint;
}

export interface ProxyAddress {
  /** What the proxy listens on, as the server sees it: `host:port`. */
  readonly listen: string;
  /** Where clients find it. */
  readonly endpoint: Endpoint;
}

export interface ExternalToxiproxy {
  /** Of the HTTP API, such as `http://127.0.0.1:8474`. */
  readonly url: string;
  /** First and last port that links may listen on, 18666 to 18685 by default. */
  readonly ports?: readonly [number, number] | undefined;
  /** What links listen on at the server; every address by default, as a container needs. */
  readonly listenHost?: string | undefined;
  /** Where the server finds Redis, if not at the address that is used here. */
  readonly upstream?: Endpoint | undefined;
}

/** Uses a server that somebody else runs. It is left as it was found, apart from the links' proxies. */
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
  return new EnvironmentError(`what answers at ${url} is not Toxiproxy`, {
    hint: "Name the address of its HTTP API, port 8474 by default.",
  });
}
