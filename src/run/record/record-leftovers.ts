import { sleep } from "../../clock.ts";
import type { Recorder } from "../../history/recorder.ts";
import {
  leftoverSample,
  openAfterCloseValue,
  openedAfterCloseValue,
} from "../../history/sample-names.ts";
import type { Link } from "../../link/contract/link.ts";
import { waitPatiently } from "../../patience.ts";

export interface LeftoverOptions {
  readonly links: ReadonlyMap<string, Pick<Link, "traffic">>;
  readonly recorder: Pick<Recorder, "record">;
  /** How long a link must stay without new connections, in milliseconds. 0 does not look for new ones. */
  readonly quietMs: number;
  readonly signal: AbortSignal;
}

/** The end of a connection takes a round trip. Hundreds of them end within 2 s, unless the harness is held up. */
const closeLimitMs = 2000;
const intervalMs = 5;
/** A connection that a bus was opening when it was closed may come late. A bus that goes on connecting opens one each time. */
const quietTimes = 3;

/**
 * Records what the buses left behind on their links after they were closed: the connections that are
 * still open 2 s later, and those that are opened in the last of three quiet times, if there were some in each. A link
 * that cannot count its open connections leaves no numbers. Call it when no fault holds anything back.
 */
export async function recordLeftovers(options: LeftoverOptions): Promise<void> {
  const { links, recorder, signal } = options;
  const opened = await openedInQuiet(options);
  for (const [role, link] of links) {
    const open = (await link.traffic())?.open;
    const openedAfterwards = opened.get(role);
    if (open === undefined || openedAfterwards === undefined) continue;
    signal.throwIfAborted();
    recorder.record({
      kind: "sample",
      type: "info",
      process: role,
      sample: leftoverSample,
      values: { [openAfterCloseValue]: open, [openedAfterCloseValue]: openedAfterwards },
    });
  }
}

/** Returns how many connections each role opened in the last quiet time. Ends with the first one that was quiet. */
async function openedInQuiet({
  links,
  quietMs,
  signal,
}: LeftoverOptions): Promise<ReadonlyMap<string, number>> {
  let opened = new Map<string, number>();
  for (let time = 0; time < quietTimes; time++) {
    await waitUntilClosed(links, signal);
    const before = await connectionsOn(links);
    await sleep(quietMs, signal);
    const after = await connectionsOn(links);
    opened = new Map([...after].map(([role, count]) => [role, count - (before.get(role) ?? 0)]));
    if ([...opened.values()].every((count) => count === 0)) break;
  }
  return opened;
}

async function waitUntilClosed(
  links: ReadonlyMap<string, Pick<Link, "traffic">>,
  signal: AbortSignal,
): Promise<void> {
  const what = "the last connections to end";
  const wait = { what, timeoutMs: closeLimitMs, intervalMs, signal };
  await waitPatiently(async () => (await openOn(links)) === 0, wait).catch(() =>
    signal.throwIfAborted(),
  );
}

/** Leaves out links that cannot count. */
async function connectionsOn(
  links: ReadonlyMap<string, Pick<Link, "traffic">>,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const [role, link] of links) {
    const connections = (await link.traffic())?.connections;
    if (connections !== undefined) counts.set(role, connections);
  }
  return counts;
}

async function openOn(links: ReadonlyMap<string, Pick<Link, "traffic">>): Promise<number> {
  let open = 0;
  for (const link of links.values()) open += (await link.traffic())?.open ?? 0;
  return open;
}
