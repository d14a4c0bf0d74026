import { rejected } from "../bus/shared/publish-error.ts";
import type { NoEvidenceBus } from "./planted-bug.ts";

const nothing = (): Promise<void> => Promise.resolve();

/**
 * Rejects every publish and never calls a handler. No message can be lost, so a run proves nothing.
 */
export const bus: NoEvidenceBus = {
  name: "does-nothing",
  guarantees: { delivery: "at-least-once", replaysFromStart: true },
  open: async () => ({
    publish: (topic) =>
      Promise.reject(rejected(`publish to ${topic}: this bus rejects everything`)),
    subscribe: async () => ({ close: nothing }),
    close: nothing,
  }),
  noEvidence: { run: "fan-out/calm", summaryIncludes: "no message was owed to any group" },
};
