/** The examples of docs/definitions.md about second deliveries and their reasons. */
import type { RunScript } from "../run-scripts/run-script.ts";
import { standstill } from "../run-scripts/script-parts.ts";
import { cut, example, handled, message } from "./example-parts.ts";

export const duplicateExamples: Readonly<Record<string, RunScript>> = {
  "equal payloads": example({
    messages: [
      message({ at: 200, deliveries: [handled(220)] }),
      { ...message({ at: 300, deliveries: [] }), equals: 0 },
      { ...message({ at: 400, deliveries: [] }), equals: 0 },
    ],
  }),
  duplicate: example({
    messages: [message({ at: 100, deliveries: [handled(120), handled(400)] })],
  }),
  "explained by the handler": example({
    messages: [
      message({ at: 100, deliveries: [handled(120, { outcome: "failed" }), handled(400)] }),
    ],
  }),
  "explained by a fault": example({
    fault: cut,
    messages: [message({ at: 450, deliveries: [handled(470), handled(950)] })],
  }),
  "explained by a second entry": example({
    messages: [
      message({
        at: 100,
        outcome: "in doubt",
        tookMs: 50,
        entries: 2,
        deliveries: [handled(120), handled(400, { entry: 1 })],
      }),
    ],
  }),
  "given up at a close": example({
    members: [
      { group: 0, closedAt: 200 },
      { group: 0, subscribedAt: 250 },
    ],
    messages: [message({ at: 100, deliveries: [handled(120), handled(400, { by: 1 })] })],
    extraOperations: [standstill(800, 900)],
  }),
  "explained and forbidden": example({
    guarantees: { deduplicates: true },
    fault: cut,
    messages: [message({ at: 450, deliveries: [handled(470), handled(950)] })],
  }),
};
