import { createHook } from "node:async_hooks";

/** Counts the intervals of this process that are created until it is disposed. */
export interface IntervalWatch extends Disposable {
  /** Number of intervals that were created and not cleared, unreferenced ones included. */
  count(): number;
}

/**
 * Node does not list an unreferenced timer among its active resources, so this counts intervals by an
 * async hook. An interval runs until it is cleared; a timeout ends by itself and does not count.
 */
export function watchIntervals(): IntervalWatch {
  const intervals = new Set<number>();
  const hook = createHook({
    // There are far more promises than timers, and the hook would slow down each of them.
    trackPromises: false,
    init(id, type, ...[, resource]) {
      if (type === "Timeout" && isRepeating(resource)) intervals.add(id);
    },
    destroy: (id) => void intervals.delete(id),
  });
  hook.enable();
  return {
    count: () => intervals.size,
    [Symbol.dispose]: () => void hook.disable(),
  };
}

function isRepeating(timer: { readonly _repeat?: unknown }): boolean {
  return typeof timer._repeat === "number";
}
