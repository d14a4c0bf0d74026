import type { BusContext } from "../../bus/contract.ts";

/** Counts how often a bus lost a connection. */
export interface LossWatch {
  /** Context for the wrapped bus. It passes every notice on. */
  readonly context: BusContext;
  losses(): number;
}

/** Counts the notices of a bus that a connection was lost. */
export function watchLosses(context: BusContext): LossWatch {
  let losses = 0;
  return {
    losses: () => losses,
    context: {
      ...context,
      notify(notice) {
        context.notify(notice);
        if (notice.kind === "disconnected") losses++;
      },
    },
  };
}

/** Returns a promise that never settles, as the bug of a bus that forgets a caller leaves it. */
export function forgotten(): Promise<never> {
  return new Promise(() => {});
}
