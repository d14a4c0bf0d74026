import type { LinkTraffic } from "../contract/link.ts";
import type { ToxiproxyCalls } from "./toxiproxy-calls.ts";

/**
 * Reads how many bytes a proxy has passed on. The server counts a connection when it ends, and only if it
 * was started with `-proxy-metrics`. Otherwise this returns `undefined`.
 */
export async function readProxyTraffic(
  calls: ToxiproxyCalls,
  proxy: string,
): Promise<LinkTraffic | undefined> {
  const metrics = await calls.read("/metrics");
  if (metrics === undefined) return undefined;
  return {
    open: undefined,
    connections: undefined,
    bytesToServer: sentBytes(metrics, { proxy, direction: "upstream" }),
    bytesToClient: sentBytes(metrics, { proxy, direction: "downstream" }),
    closedByFault: undefined,
    refused: undefined,
    withheldBytes: undefined,
  };
}

/** Adds up the lines of a proxy: there is a line for each upstream that the proxy has had. */
export function sentBytes(metrics: string, labels: Readonly<Record<string, string>>): number {
  const wanted = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return metrics
    .split("\n")
    .filter((line) => line.startsWith("toxiproxy_proxy_sent_bytes_total{"))
    .filter((line) => wanted.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}
