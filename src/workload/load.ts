import { nowMs, sleep } from "../clock.ts";

export interface LoadOptions {
  /** Messages per second, or all of them at once. */
  readonly rate: number | "burst";
  /** Stop after so many; without it the load runs until it is stopped. */
  readonly messages: number | undefined;
  /** Publishes the next message, which was intended for `intendedMs` on the monotonic clock. */
  publish(intendedMs: number): Promise<void>;
  readonly signal: AbortSignal;
}

export interface RunningLoad {
  /** Sends nothing more; what is in flight goes on. */
  stop(): void;
  /** Resolves when the last message was sent, or after `stop`. */
  readonly sent: Promise<void>;
}

/** A publisher that lags behind by more than this is waited for, so that memory stays bounded. */
const inFlightLimit = 50_000;
/** Timers are no finer than this, so several messages may leave in one turn. */
const turnMs = 1;

/**
 * Open-loop load: messages leave at their intended times whether or not earlier ones were answered,
 * so a stalled bus shows as latency and not as fewer messages.
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

  function sendDue(): void {
    const now = nowMs();
    while (next < messages && inFlight < inFlightLimit) {
      const intendedMs = startMs + next * intervalMs;
      if (intendedMs > now) return;
      next++;
      send(intendedMs);
    }
  }

  async function run(): Promise<void> {
    while (!stopped && !signal.aborted && next < messages) {
      sendDue();
      await sleep(Math.max(turnMs, startMs + next * intervalMs - nowMs()));
    }
  }

  return { stop: () => void (stopped = true), sent: run() };
}
