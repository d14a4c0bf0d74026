import type { BusContext } from "../../bus/contract.ts";

export interface OfflineWatch {
  /** For the bus inside, whose notices are listened to and passed on. */
  readonly context: BusContext;
  isOffline(): boolean;
}

/** Knows from what a bus says whether its connection is away. */
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
