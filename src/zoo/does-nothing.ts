import type { BusModule } from "../bus/contract.ts";
import { rejected } from "../bus/shared/publish-error.ts";

const nothing = (): Promise<void> => Promise.resolve();

/** Loses nothing, since it takes nothing: every publish is rejected and nobody is ever called. */
export const bus: BusModule = {
  name: "does-nothing",
  guarantees: { delivery: "at-least-once", replaysFromStart: true },
  open: async () => ({
    publish: (topic) => Promise.reject(rejected(`publish to ${topic}: not today`)),
    subscribe: async () => ({ close: nothing }),
    close: nothing,
  }),
};
