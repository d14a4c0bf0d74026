import { nowMs } from "../../../clock.ts";
import { createHeldQueue } from "./held-queue.ts";
import type { HeldEvent } from "./held-queue.ts";
import type { Treatment } from "./treatment.ts";

export interface BacklogOptions {
  /** False while the receiver is to be spared; `release` is to be called when that ends. */
  isReady(): boolean;
  /** How many bytes may still be let go; nothing is at 0, not even an end. Unlimited by default. */
  room?(): number;
  onRelease(event: HeldEvent): void;
}

/** What a flow holds back, and when it lets it go: in order, and each event when it is due. */
export interface ByteBacklog {
  bytes(): number;
  isEmpty(): boolean;
  add(event: HeldEvent): void;
  /** Applies to what comes from now on; what waits for its time alone is let go by a pass. */
  pace(treatment: Treatment): void;
  /** Lets go what is due, as far as the receiver takes it. */
  release(): void;
  /** Throws away the next so many bytes. */
  skip(byteCount: number): void;
  clear(): void;
}

export function createByteBacklog(options: BacklogOptions): ByteBacklog {
  const { isReady, room = () => Infinity, onRelease } = options;
  const queue = createHeldQueue();
  let treatment: Treatment = { kind: "pass" };
  let timer: NodeJS.Timeout | undefined;

  function release(): void {
    clearTimeout(timer);
    if (treatment.kind === "hold") return;
    for (let head = queue.head(); head !== undefined && isReady(); head = queue.head()) {
      const byteLimit = room();
      if (byteLimit <= 0) return;
      const waitMs = treatment.kind === "delay" ? head.dueMs - nowMs() : 0;
      if (waitMs > 0) {
        timer = setTimeout(release, Math.ceil(waitMs));
        return;
      }
      const event = queue.shift(byteLimit);
      if (event !== undefined) onRelease(event);
    }
  }

  return {
    bytes: queue.bytes,
    isEmpty: queue.isEmpty,
    add: (event) => {
      const delayMs = treatment.kind === "delay" ? treatment.delayMs : 0;
      queue.push({ event, dueMs: nowMs() + delayMs });
    },
    pace: (next) => {
      treatment = next;
    },
    release,
    skip: (byteCount) => {
      const wanted = queue.bytes() - byteCount;
      while (queue.bytes() > Math.max(wanted, 0)) queue.shift(queue.bytes() - wanted);
    },
    clear: () => {
      clearTimeout(timer);
      queue.clear();
    },
  };
}
