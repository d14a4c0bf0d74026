import { nowMs } from "../../../clock.ts";
import { createQueue } from "../../../resp/pairing/queue.ts";

/** A queue of items that wait until the bytes of one direction have passed a position. */
export interface PositionQueue<Item> {
  /** Adds an item that is done when the bytes reach `end`. Add items in the order of `end`. */
  add(item: Item, end: number): void;
  reached(position: number): void;
  hasReached(position: number): boolean;
  /** Drops all waiting items. */
  clear(): void;
}

interface WaitingItem<Item> {
  readonly item: Item;
  readonly end: number;
}

export function createPositionQueue<Item>(
  onReached: (item: Item, atMs: number) => void,
): PositionQueue<Item> {
  const waiting = createQueue<WaitingItem<Item>>();
  let lastPosition = 0;
  let reachedMs = 0;
  return {
    add: (item, end) => {
      if (end <= lastPosition) onReached(item, reachedMs);
      else waiting.add({ item, end });
    },
    reached: (position) => {
      if (position === lastPosition) return;
      lastPosition = position;
      reachedMs = nowMs();
      for (;;) {
        const head = waiting.first();
        if (head === undefined || head.end > position) return;
        waiting.removeFirst();
        onReached(head.item, reachedMs);
      }
    },
    hasReached: (position) => position <= lastPosition,
    clear: waiting.clear,
  };
}
