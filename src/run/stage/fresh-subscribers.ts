import { nowMs, sleep } from "../../clock.ts";
import type { Roles } from "../participants/roles.ts";
import type { RecordedCalls } from "../record/recorded-calls.ts";
import type { OpenGroup } from "../watch/ledger-groups.ts";
import type { Ledger } from "../watch/ledger.ts";

export interface FreshSubscriberOptions {
  readonly ledger: Pick<Ledger, "running">;
  readonly calls: Pick<RecordedCalls, "subscribe">;
  readonly roles: Pick<Roles, "openBus">;
  readonly signal: AbortSignal;
  /** The time within which the bus gives the work of a dead consumer to another one, as it claims. */
  readonly redeliversWithinMs: number;
  readonly limits?: Limits;
}

interface Limits {
  readonly quietMs: number;
  readonly totalMs: number;
}

/**
 * A bus that keeps a message gives it to a new subscriber at once, or when it looks for the work of dead
 * consumers. The buses of this project do that every second, so 2 s without a message are enough. A backlog
 * of 30 s of load needs a few seconds, and on a busy machine longer. After 60 s the rest counts as lost. A bus that
 * claims `redeliversWithinMs` gets that time more: the only consumer may have been deaf, with messages in work.
 */
const usualLimits: Limits = { quietMs: 2000, totalMs: 60_000 };
const sampleIntervalMs = 20;

/**
 * Opens a fresh subscriber in each of these groups, and waits while they get what the groups have not
 * handled. The history marks them, so that the judge tells stranded messages from lost ones. A bus that
 * refuses the subscriber gives it nothing.
 */
export async function openFreshSubscribers(
  groups: readonly OpenGroup[],
  options: FreshSubscriberOptions,
): Promise<void> {
  const { signal, redeliversWithinMs, limits = usualLimits } = options;
  const quietMs = Math.max(limits.quietMs, redeliversWithinMs);
  await Promise.all(groups.map((group, number) => openIn(group, number, options)));
  signal.throwIfAborted();
  const left = (): number =>
    groups.reduce((sum, group) => sum + group.missing().length, options.ledger.running());
  const endMs = nowMs() + limits.totalMs + redeliversWithinMs;
  let lowest = left();
  let movedMs = nowMs();
  while (lowest > 0 && nowMs() < endMs && nowMs() - movedMs < quietMs) {
    await sleep(sampleIntervalMs, signal);
    const now = left();
    if (now < lowest) movedMs = nowMs();
    lowest = Math.min(lowest, now);
  }
}

async function openIn(
  { topic, group, from }: OpenGroup,
  number: number,
  { calls, roles }: FreshSubscriberOptions,
): Promise<void> {
  const role = `rescue-${number}`;
  const wanted = { role, topic, group, from, consumer: `${group}-rescue`, rescue: true };
  // The history has the refusal, and it shows nothing about the other roles.
  await calls.subscribe(() => roles.openBus(role), wanted).catch(() => undefined);
}
