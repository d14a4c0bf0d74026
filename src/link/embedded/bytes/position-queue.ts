import { nowMs } from "../../../clock.ts";
import { createQueue } from "../../../resp/pairing/queue.ts";

/** Follows how far the bytes of one direction have gone, and what has gone with them. */
export interface PositionQueue<Item> {
  /** Has gone as soon as the position behind its last byte is reached. To be added in that order. */
  add(item: Item, end: number): void;
  reached(position: number): void;
  hasReached(position: number): boolean;
  /** Forgets what is waiting. */
  clear(): void;
}

interface WaitingItem<Item> {
  readonly item: Item;
  readonly end: number;
}

export function createPositionQueue<Item>(
  onGone: (item: Item, atMs: number) => void,
): PositionQueue<Item> {
  const waiting = createQueue<WaitingItem<Item>>();
  let goneTo = 0;
  let goneMs = 0;
  return {
    add: (item, end) => {
      if (end <= goneTo) onGone(item, goneMs);
      else waiting.add({ item, end });
    },
    reached: (position) => {
      if (position === goneTo) return;
      goneTo = position;
      goneMs = nowMs();
      for (;;) {
        const head = waiting.first();
        if (head === undefined || head.end > position) return;
        waiting.removeFirst();
        onGone(head.item, goneMs);
      }
    },
    hasReached: (position) => position <= goneTo,
    clear: waiting.clear,
  };
}
