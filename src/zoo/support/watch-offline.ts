import type { BusContext } from "../../bus/contract.ts";

/** Tells whether a bus has no connection to Redis. */
export interface OfflineWatch {
  /** Context for the wrapped bus. It passes every notice on. */
  readonly context: BusContext;
  isOffline(): boolean;
}

/** Watches the notices of a bus for a lost connection. Calls `onReturn` each time the connection is back. */
export function watchOffline(context: BusContext, onReturn: () => void = () => {}): OfflineWatch {
  let offline = false;
  return {
    isOffline: () => offline,
    context: {
      ...context,
      notify(notice) {
        context.notify(notice);
        if (notice.kind === "disconnected") offline = true;
        if (notice.kind !== "connected") return;
        offline = false;
        onReturn();
      },
    },
  };
}
