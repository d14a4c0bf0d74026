import type { RunScript } from "../run-scripts/run-script.ts";

/** A message that is handled as it should be, and a rejection that the subscriber does not handle. */
export const crashExample: RunScript = {
  guarantees: {},
  members: [{ group: 0 }],
  messages: [
    {
      at: 100,
      outcome: "acknowledged",
      tookMs: 10,
      entries: 1,
      byGroup: [{ deliveries: [{ at: 120, outcome: "handled", by: 0, tookMs: 10 }] }],
    },
  ],
  drain: "complete",
  audit: "none",
  extraOperations: [
    {
      at: 400,
      draft: {
        kind: "stray-error",
        type: "info",
        process: "subscriber-0",
        origin: "unhandled-rejection",
        error: "Connection is closed.",
      },
    },
  ],
};
