import { setImmediate as nextTurn } from "node:timers/promises";

import { nowMs, sleep } from "../clock.ts";

export interface LoadOptions {
  /** Messages per second, or `burst` for all of them at once. */
  readonly rate: number | "burst";
  /** Number of messages after which the load ends. If it is missing, the load runs until `stop`. */
  readonly messages: number | undefined;
  /** Publishes the next message. The schedule wanted it at `intendedMs` on the monotonic clock. */
  publish(intendedMs: number): Promise<void>;
  readonly signal: AbortSignal;
}

/** A load that runs until it has sent all its messages, is stopped, or the run is interrupted. */
export interface RunningLoad {
  /** Sends no more messages. Messages in flight go on. */
  stop(): void;
  /** Resolves when the last message was sent, or after `stop`. Messages may still be in flight. */
  readonly sent: Promise<void>;
  /**
   * Returns the first beat of the schedule from a moment on. At a beat a message leaves. Moments that
   * count from a beat meet the same messages in every run, as long as the harness is less late than
   * the time between two beats. A burst has no schedule, so there every moment is a beat.
   */
  beatFrom(ms: number): number;
}

/** The shortest time between two beats. A busy machine is often some milliseconds late, but rarely 25. */
const shortestBeatMs = 25;

/** With this many unanswered messages the load waits, so that memory stays bounded. */
const inFlightLimit = 50_000;
/** The shortest pause of a timer. At a high rate several messages leave at once. */
const turnMs = 1;
/**
 * After 10 ms of sending, the event loop takes a turn. A burst that holds it until all messages are sent would
 * let the timers of the bus expire before it can read its first reply.
 */
const sliceMs = 10;

/**
 * Starts an open-loop load: messages leave at their intended times, whether or not earlier ones were
 * answered. So a bus that stalls shows a long latency, and not a smaller number of messages.
 */
export function startLoad(options: LoadOptions): RunningLoad {
  const { rate, messages = Infinity, publish, signal } = options;
  const intervalMs = rate === "burst" ? 0 : 1000 / rate;
  const startMs = nowMs();
  let stopped = false;
  let next = 0;
  let inFlight = 0;

  function send(intendedMs: number): void {
    inFlight++;
    const settle = (): void => void inFlight--;
    publish(intendedMs).then(settle, settle);
  }

  /** Sends the messages that are due, for a slice of time. Returns whether some of them are left. */
  function sendDue(): boolean {
    const now = nowMs();
    while (next < messages && inFlight < inFlightLimit) {
      const intendedMs = startMs + next * intervalMs;
      if (intendedMs > now) return false;
      if (nowMs() - now > sliceMs) return true;
      next++;
      send(intendedMs);
    }
    return false;
  }

  async function run(): Promise<void> {
    while (!stopped && !signal.aborted && next < messages) {
      if (sendDue()) await nextTurn();
      else await sleep(Math.max(turnMs, startMs + next * intervalMs - nowMs()));
    }
  }

  return {
    stop: () => void (stopped = true),
    sent: run(),
    beatFrom(ms) {
      if (intervalMs === 0) return ms;
      const beatMs = Math.ceil(shortestBeatMs / intervalMs) * intervalMs;
      return startMs + Math.max(0, Math.ceil((ms - startMs) / beatMs)) * beatMs;
    },
  };
}
