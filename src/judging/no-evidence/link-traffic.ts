import type { IndexedHistory } from "../../history/indexed-history.ts";
import { trafficSample } from "../../history/sample-names.ts";

/**
 * No message is smaller than 16 bytes on its way to or from Redis, not even in a compressed batch. If
 * fewer bytes than that for each message went through a link, some messages took another way.
 */
export const leastBytes = 16;

/** The bytes that the link of each role counted. A role whose link counted nothing is missing. */
export type TrafficByRole = ReadonlyMap<string, Readonly<Record<string, number>>>;

export function readTraffic({ samples }: IndexedHistory): TrafficByRole {
  const traffic = samples.filter(({ sample }) => sample === trafficSample);
  return new Map(traffic.map(({ process, values }) => [process, values]));
}
