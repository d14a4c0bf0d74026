import { waitPatiently } from "../../patience.ts";
import type { Ledger } from "../watch/ledger.ts";
import type { Publishers } from "./publishers.ts";

export interface WarmUpOptions {
  readonly publishers: Pick<Publishers, "sendCanaries">;
  readonly ledger: Pick<Ledger, "counts" | "unsettled">;
  readonly signal: AbortSignal;
}

const limitMs = 2000;
const intervalMs = 20;

/**
 * Publishes canaries until a bus acknowledged one, for 2 s at most. A bus may open before it is
 * connected and reject messages until then. Without this wait it could reject a whole burst.
 */
export async function warmUp({ publishers, ledger, signal }: WarmUpOptions): Promise<void> {
  const isWarm = (): boolean => {
    if (ledger.counts.acknowledged > 0) return true;
    // Sends the next canaries only when the last ones are settled, so that a bus that waits for its
    // connection does not collect a queue of them.
    if (ledger.unsettled() === 0) publishers.sendCanaries();
    return false;
  };
  const wait = { what: "a first acknowledged message", timeoutMs: limitMs, intervalMs, signal };
  await waitPatiently(isWarm, wait).catch(() => signal.throwIfAborted());
}
