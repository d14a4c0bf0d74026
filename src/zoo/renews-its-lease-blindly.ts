import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { endTimerAtClose } from "./support/end-timer.ts";
import { watchOffline } from "./support/watch-offline.ts";

const renewalMs = 5;

/** Renews a lease on a timer and does not wait for the result, so a failed renewal is a rejection that nothing handles. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "renews-its-lease-blindly",
  async open(context) {
    const watch = watchOffline(context);
    const inner = await streamsBus.open(watch.context);
    const renew = async (): Promise<void> => {
      if (watch.isOffline()) throw new Error("the lease could not be renewed");
    };
    const timer = setInterval(() => void renew(), renewalMs);
    return endTimerAtClose(inner, timer);
  },
  foundBy: [
    {
      run: "partition/refuse",
      mustFind: ["crashed"],
      summaryIncludes: "left a rejected promise unhandled",
    },
  ],
};
