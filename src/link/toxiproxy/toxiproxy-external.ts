import { EnvironmentError } from "../../errors.ts";
import type { Endpoint } from "../../fixtures/endpoint.ts";
import { assertCarriesAndCounts } from "./probe-toxiproxy.ts";
import type { ToxiproxyCalls } from "./toxiproxy-calls.ts";
import type { ToxiproxyServer } from "./toxiproxy-server.ts";

export interface ExternalToxiproxy {
  /** The URL of the HTTP API, such as `http://127.0.0.1:8474`. */
  readonly url: string;
  /** The first and the last port on which links may listen, 18666 to 18685 by default. */
  readonly ports?: readonly [number, number] | undefined;
  /** The host on which links listen, 127.0.0.1 by default. A server in a container needs 0.0.0.0. */
  readonly listenHost?: string | undefined;
  /** The address at which the server reaches Redis, if it differs from the address used here. */
  readonly upstream?: Endpoint | undefined;
}

/** Uses a server that the user runs. Only the proxies of the links are added and removed. */
export async function useExternalToxiproxy(
  { url, ports = [18_666, 18_685], listenHost = "127.0.0.1", upstream }: ExternalToxiproxy,
  calls: ToxiproxyCalls,
): Promise<ToxiproxyServer> {
  const host = new URL(url).hostname;
  const [first, lastPort] = ports;
  const addressAttempts = lastPort - first + 1;
  let next = 0;
  if ((await calls.read("/version")) === undefined) throw notToxiproxy(url);
  const server: ToxiproxyServer = {
    calls,
    linkLimit: addressAttempts,
    addressAttempts,
    nextAddress: async () => {
      const port = first + (next++ % addressAttempts);
      return { listen: `${listenHost}:${port}`, endpoint: { host, port } };
    },
    keepsProxiesAt: url,
    upstreamOf: (redis) => upstream ?? redis,
    [Symbol.asyncDispose]: async () => {},
  };
  await assertCarriesAndCounts(server);
  return server;
}

function notToxiproxy(url: string): EnvironmentError {
  return new EnvironmentError(`the server at ${url} is not Toxiproxy`, {
    hint: "Give the address of its HTTP API, which listens on port 8474 by default.",
  });
}
