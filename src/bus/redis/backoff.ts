import type { Random } from "../../random.ts";

export interface ReconnectAttempt {
  /** 1 for the first attempt after a connection was lost. */
  readonly number: number;
  /** Since the connection was lost, or since the first attempt if there was no connection yet. */
  readonly outageMs: number;
  readonly random: Random;
}

/** Returns the pause before an attempt; `undefined` gives up for ever. */
export type ReconnectDelay = (attempt: ReconnectAttempt) => number | undefined;

const firstMinuteMs = 60_000;
const shortestMs = 5;
const shortOutageCapMs = 150;
const longOutageCapMs = 1000;

/**
 * Returns a random pause, so that many clients do not reconnect at the same moment. In the first minute
 * of an outage the pause is at most 150 ms, because it adds to the recovery time; afterwards at most 1 s.
 */
export function fullJitterDelayMs({ number, outageMs, random }: ReconnectAttempt): number {
  const capMs = outageMs < firstMinuteMs ? shortOutageCapMs : longOutageCapMs;
  const growingMs = 20 * 2 ** Math.min(number - 1, 10);
  return random.integer(shortestMs, Math.min(growingMs, capMs));
}
