import { nowMs } from "../../clock.ts";

export interface WatchdogOptions {
  /** How long something may be pending without any reply, in time our own event loop ran. */
  readonly stallMs: number;
  /** Sends a command whose only use is its reply. Called when the connection has been idle. */
  ping(): void;
  /** Called once when the connection must be taken for dead; the watchdog has stopped by then. */
  stalled(): void;
}

export interface Watchdog {
  sent(): void;
  answered(): void;
  stop(): void;
}

export type StartWatchdog = (options: WatchdogOptions) => Watchdog;

const tickMs = 250;
const idleBeforePingMs = 500;

/**
 * Notices a half-open connection, idle or loaded, by counting replies: writes prove nothing, since
 * the kernel takes them even when nobody is left to read them.
 *
 * A tick that comes late means that this process itself stood still, with replies perhaps waiting
 * in the socket. Only two ticks' worth of such a pause count, so a stall is always seen over
 * several ticks, and between any two of them the socket could deliver.
 */
export function startWatchdog({ stallMs, ping, stalled }: WatchdogOptions): Watchdog {
  let pending = 0;
  let quietMs = 0;
  let lastTickMs = nowMs();

  const timer = setInterval(() => {
    const tickedAtMs = nowMs();
    quietMs += Math.min(tickedAtMs - lastTickMs, 2 * tickMs);
    lastTickMs = tickedAtMs;
    if (pending === 0) {
      if (quietMs >= idleBeforePingMs) ping();
    } else if (quietMs >= stallMs) {
      clearInterval(timer);
      stalled();
    }
  }, tickMs);

  return {
    sent: () => {
      if (pending === 0) quietMs = 0;
      pending += 1;
    },
    answered: () => {
      pending -= 1;
      quietMs = 0;
    },
    stop: () => clearInterval(timer),
  };
}
