import { nowMs } from "../../clock.ts";

export interface WatchdogOptions {
  /** How long commands may wait without any reply. Only time in which this event loop ran counts. */
  readonly stallMs: number;
  /** Sends PING. Called when the connection has been idle. */
  ping(): void;
  /** Called once when the connection counts as dead; the watchdog has stopped by then. */
  stalled(): void;
}

/** Counts the commands and the replies of one connection, as its session reports them. */
export interface Watchdog {
  sent(): void;
  answered(): void;
  stop(): void;
}

export type StartWatchdog = (options: WatchdogOptions) => Watchdog;

const tickMs = 250;
const idleBeforePingMs = 500;

/**
 * Notices a half-open connection, idle or loaded, because replies stop. It is no client itself: it only
 * watches the commands and replies of a RedisSession. Successful writes prove nothing, because the
 * kernel accepts bytes for a peer that is gone.
 *
 * A late tick means that this process itself was blocked, and replies may wait in the socket. At most
 * two ticks' worth of such a pause count, so a stall always extends over several ticks, and the socket
 * could deliver replies between any two of them.
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
