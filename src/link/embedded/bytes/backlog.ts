import { nowMs } from "../../../clock.ts";
import { createHeldQueue } from "./held-queue.ts";
import type { HeldEvent } from "./held-queue.ts";
import type { Treatment } from "./treatment.ts";

export interface BacklogOptions {
  /** Returns false while the receiver can take no more. Call `release` when it can again. */
  isReady(): boolean;
  /** Returns how many bytes may still pass, unlimited by default. At 0 not even an end passes. */
  room?(): number;
  onRelease(event: HeldEvent): void;
}

/** The events that a flow holds back. It releases them in order, each when it is due. */
export interface ByteBacklog {
  bytes(): number;
  isEmpty(): boolean;
  add(event: HeldEvent): void;
  /** Applies a treatment to later events. A `pass` also releases events that wait for their time. */
  pace(treatment: Treatment): void;
  /** Releases the events that are due, as far as the receiver takes them. */
  release(): void;
  /** Drops the next bytes. */
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
