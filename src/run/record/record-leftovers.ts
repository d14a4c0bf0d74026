import { sleep, waitUntil } from "../../clock.ts";
import type { Recorder } from "../../history/recorder.ts";
import {
  leftoverSample,
  openAfterCloseValue,
  openedAfterCloseValue,
} from "../../history/sample-names.ts";
import type { Link } from "../../link/contract/link.ts";

export interface LeftoverOptions {
  readonly links: ReadonlyMap<string, Link>;
  readonly recorder: Pick<Recorder, "record">;
  /** How long a link must stay without new connections, in milliseconds. 0 does not look for new ones. */
  readonly quietMs: number;
  readonly signal: AbortSignal;
}

/** The end of a connection takes a round trip. On a busy machine 2 s are enough for hundreds of them. */
const closeLimitMs = 2000;
const intervalMs = 5;

/**
 * Records what the buses left behind on their links after they were closed: the connections that are
 * still open 2 s later, and those that are opened in the quiet time. A link that cannot count its open
 * connections leaves no numbers. Call it when no fault holds anything back.
 */
export async function recordLeftovers(options: LeftoverOptions): Promise<void> {
  const { links, recorder, quietMs, signal } = options;
  const wait = { what: "the last connections to end", timeoutMs: closeLimitMs, intervalMs, signal };
  await waitUntil(async () => (await openOn(links)) === 0, wait).catch(() =>
    signal.throwIfAborted(),
  );
  const before = await Promise.all([...links.values()].map((link) => link.traffic()));
  await sleep(quietMs, signal);
  for (const [at, [role, link]] of [...links].entries()) {
    const traffic = await link.traffic();
    const opened = before[at]?.connections;
    if (traffic?.open === undefined || traffic.connections === undefined) continue;
    const values = {
      [openAfterCloseValue]: traffic.open,
      [openedAfterCloseValue]: traffic.connections - (opened ?? 0),
    };
    recorder.record({
      kind: "sample",
      type: "info",
      process: role,
      sample: leftoverSample,
      values,
    });
  }
}

async function openOn(links: ReadonlyMap<string, Link>): Promise<number> {
  let open = 0;
  for (const link of links.values()) open += (await link.traffic())?.open ?? 0;
  return open;
}
