import { createHook } from "node:async_hooks";

/** Knows the intervals of this process, from when it is opened until it is disposed. */
export interface IntervalWatch extends Disposable {
  /** Those that were made since and not cleared, unreferenced ones too. */
  count(): number;
}

/**
 * Node does not list an unreferenced timer among its active resources. An interval goes on for good, so
 * what is not cleared is left over; a timeout that is unreferenced ends by itself.
 */
export function watchIntervals(): IntervalWatch {
  const intervals = new Set<number>();
  const hook = createHook({
    // There are far more promises than timers, and each would become slower.
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
