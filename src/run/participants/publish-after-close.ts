import { sleep } from "../../clock.ts";
import { waitPatiently } from "../../patience.ts";
import type { Ledger } from "../watch/ledger.ts";
import type { Publishers } from "./publishers.ts";

export interface PublishAfterCloseOptions {
  readonly publishers: Pick<Publishers, "sendCanaries">;
  readonly ledger: Pick<Ledger, "unsettled">;
  readonly signal: AbortSignal;
}

const rounds = 3;
const settleLimitMs = 2000;
/** Time for a subscriber that was closed and still reads to get a message that is in Redis. */
const deliveryMs = 50;

/**
 * Publishes canaries after every subscription was closed. If a bus still delivers one of them, the
 * judge calls it a zombie.
 */
export async function publishAfterClose({
  publishers,
  ledger,
  signal,
}: PublishAfterCloseOptions): Promise<void> {
  for (let round = 0; round < rounds; round++) publishers.sendCanaries();
  const wait = { what: "the last canaries to settle", timeoutMs: settleLimitMs, signal };
  await waitPatiently(() => ledger.unsettled() === 0, wait).catch(() => signal.throwIfAborted());
  await sleep(deliveryMs, signal);
}
