import { getEventListeners } from "node:events";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { nowMs, sleep } from "../../clock.ts";
import { countLastingKeys, countServer, type ServerCensusOptions } from "./census-server.ts";

/** What a bus may hold on to, on the server and in this process, as plain numbers. */
export type Census = Readonly<Record<string, number>>;

export interface CensusOptions extends ServerCensusOptions {
  /** The signal that the bus got in its context. */
  readonly busSignal: AbortSignal;
  /** How often Node warned of too many listeners. */
  readonly listenerWarnings: () => number;
  /** How many intervals were not cleared. */
  readonly intervals: () => number;
}

/** Sockets need a few turns to go away; so long is waited for a census to stop shrinking. */
const settleLimitMs = 1000;
const settleIntervalMs = 50;
const collections = 4;
const collectionIntervalMs = 10;

/** Counts once nothing goes away any more, after a garbage collection. */
export async function takeCensus(options: CensusOptions): Promise<Census> {
  const endMs = nowMs() + settleLimitMs;
  let before = await countAll(options);
  for (;;) {
    await sleep(settleIntervalMs);
    const now = await countAll(options);
    if (!shrinks(before, now) || nowMs() > endMs) {
      return { ...now, ...(await countOnce(options)) };
    }
    before = now;
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

/** What takes too long to be counted again and again. */
async function countOnce(options: CensusOptions): Promise<Census> {
  return {
    ...(await countLastingKeys(options)),
    "heap.usedBytes": await measureHeap(),
  };
}

/** Each by itself, for one that still goes away can be outweighed by another that comes. */
function shrinks(before: Census, now: Census): boolean {
  return Object.entries(now).some(([name, value]) => value < (before[name] ?? 0));
}

/**
 * What the heap holds for good, in bytes. One collection leaves behind what is let go only in a later
 * turn of the event loop, so the smallest of several counts.
 */
async function measureHeap(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  let smallest = Infinity;
  for (let taken = 0; taken < collections; taken++) {
    gc();
    smallest = Math.min(smallest, dataBytes());
    await sleep(collectionIntervalMs);
  }
  return smallest;
}

/** Code is compiled for as long as a program warms up, and it is nothing that a bus holds on to. */
const codeSpaces = /^(?:code|trusted)_/u;

function dataBytes(): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name: name }) => !codeSpaces.test(name))
    .reduce((sum, { space_used_size: bytes }) => sum + bytes, 0);
}
