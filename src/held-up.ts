import { setInterval } from "node:timers";

import { nowMs } from "./clock.ts";

// How long this process was held up: its event loop did not run although a timer was due. The reason is a
// call that blocks it, or a machine whose cores are busy with other programs.

const tickMs = 20;
/** A timer is never exact, so a delay of up to 5 ms is not a hold-up. */
const toleratedMs = 5;
/** The time over which the share of hold-ups is measured. */
const windowMs = 1000;

interface Tick {
  readonly atMs: number;
  /** All hold-ups until this tick. */
  readonly heldUpMs: number;
}

let ticks: Tick[] = [];

/** Starts the meter. It has one unreferenced timer for the whole process. */
function start(): Tick {
  const first = { atMs: nowMs(), heldUpMs: 0 };
  ticks.push(first);
  setInterval(tick, tickMs).unref();
  return first;
}

function tick(): void {
  ticks.push(now());
  const [oldest] = ticks;
  if (oldest && nowMs() - oldest.atMs > windowMs) ticks = ticks.slice(1);
}

/** Returns the state of the meter, with a hold-up that has not ended. */
function now(): Tick {
  const last = ticks.at(-1) ?? start();
  const atMs = nowMs();
  const late = atMs - last.atMs - tickMs;
  return { atMs, heldUpMs: last.heldUpMs + (late > toleratedMs ? late : 0) };
}

/**
 * Returns how many milliseconds this process was held up since the first call. Only the difference between
 * two calls means something.
 */
export function heldUpMs(): number {
  return now().heldUpMs;
}

/** Returns the share of the last second in which this process was held up, from 0 to 1. */
export function heldUpShare(): number {
  const { atMs, heldUpMs: total } = now();
  const oldest = ticks[0] ?? { atMs, heldUpMs: total };
  const passedMs = Math.max(windowMs, atMs - oldest.atMs);
  return Math.min(1, (total - oldest.heldUpMs) / passedMs);
}

/** Returns the longest hold-up of the last second, with one that has not ended. */
export function longestHoldUpMs(): number {
  const all = [...ticks, now()];
  return all.reduce((longest, { heldUpMs: total }, at) => {
    return Math.max(longest, total - (all[at - 1]?.heldUpMs ?? total));
  }, 0);
}
