import { getEventListeners } from "node:events";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { nowMs, sleep } from "../../clock.ts";
import { heapName } from "../../judging/leak/growth.ts";
import { countLastingKeys, countServer, type ServerCensusOptions } from "./census-server.ts";

/** Numbers of resources that a bus holds in Redis and in this process, by name. */
export type Census = Readonly<Record<string, number>>;

export interface CensusOptions extends ServerCensusOptions {
  /** The signal that the bus got in its context. */
  readonly busSignal: AbortSignal;
  /** How often Node warned of too many listeners. */
  readonly listenerWarnings: () => number;
  /** How many intervals were not cleared. */
  readonly intervals: () => number;
}

/** A closed socket stays for a few turns of the event loop, so the census waits until it is stable. */
const settleLimitMs = 1000;
const settleIntervalMs = 50;
/** After this many collections in a row that free less than 16 KiB, half of what a round may add, the heap is stable. */
const stableCollections = 4;
const stableBytes = 16 * 1024;
/**
 * A heap is unchanged if it differs from the round before by up to 24 KiB. That is less than the 32 KiB that each
 * round may add, so garbage that stays within it cannot look like a leak. With a leak the heap is above it, so its
 * rounds are always measured until they are stable.
 */
const unchangedBytes = 24 * 1024;
/** If the heap is not stable then, the smallest number counts. */
const mostCollections = 25;
/** A collection of a large heap takes a fifth of a second, so a time ends the measurement too. */
const collectingLimitMs = 1000;
const collectionIntervalMs = 20;

/**
 * Counts when no number falls any more, or after 1 s, with garbage collections before the heap.
 *
 * @param before the census of the round before, if it was a round of the same series.
 */
export async function takeCensus(options: CensusOptions, before?: Census): Promise<Census> {
  const endMs = nowMs() + settleLimitMs;
  let last = await countAll(options);
  for (;;) {
    await sleep(settleIntervalMs);
    const now = await countAll(options);
    if (!shrinks(last, now) || nowMs() > endMs) {
      const heap = { [heapName]: await measureHeap(before?.[heapName]) };
      return { ...now, ...(await countLastingKeys(options)), ...heap };
    }
    last = now;
  }
}

async function countAll(options: CensusOptions): Promise<Census> {
  const server = await countServer(options);
  const active = process.getActiveResourcesInfo();
  const count = (type: string): number => active.filter((each) => each === type).length;
  return {
    ...server,
    "process.sockets": count("TCPSocketWrap"),
    "process.timers": count("Timeout"),
    "process.intervals": options.intervals(),
    "process.signalListeners": getEventListeners(options.busSignal, "abort").length,
    "process.listenerWarnings": options.listenerWarnings(),
  };
}

/** Whether one of the numbers falls. The sum is not enough: another number may rise. */
function shrinks(before: Census, now: Census): boolean {
  return Object.entries(now).some(([name, value]) => value < (before[name] ?? 0));
}

/**
 * Returns the bytes that stay in the heap. An object may become free only in a later turn of the event
 * loop, so this collects until the heap is stable.
 */
async function measureHeap(beforeBytes: number | undefined): Promise<number> {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const measure = (): number => {
    gc();
    return dataBytes();
  };
  return smallestStable(measure, beforeBytes);
}

/**
 * Measures until the number falls no further, for about a second at most, and returns the smallest number. Stops
 * earlier if the number is that of the round before: then neither garbage nor a leak is worth a further look.
 */
export async function smallestStable(
  measure: () => number,
  beforeBytes: number = Infinity,
): Promise<number> {
  const endMs = nowMs() + collectingLimitMs;
  const isOver = (taken: number): boolean =>
    taken >= mostCollections || (taken >= stableCollections && nowMs() > endMs);
  let smallest = Infinity;
  let stable = 0;
  for (let taken = 0; !isOver(taken) && stable < stableCollections; taken++) {
    const bytes = measure();
    stable = bytes < smallest - stableBytes ? 0 : stable + 1;
    smallest = Math.min(smallest, bytes);
    if (Math.abs(smallest - beforeBytes) <= unchangedBytes) break;
    await sleep(collectionIntervalMs);
  }
  return smallest;
}

/** Heap spaces of compiled code. They grow while a program warms up, and no bus holds them. */
const codeSpaces = /^(?:code|trusted)_/u;

function dataBytes(): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name: name }) => !codeSpaces.test(name))
    .reduce((sum, { space_used_size: bytes }) => sum + bytes, 0);
}
