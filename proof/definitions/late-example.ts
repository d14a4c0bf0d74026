import type { RunScript } from "../run-scripts/run-script.ts";
import { example, handled, message, rightMessage } from "./example-parts.ts";

/**
 * A group gets a hundred messages within a second, and never again the one with which its handler failed; and a group whose
 * message the harness deleted.
 */
export const lateExample: Readonly<Record<string, RunScript>> = {
  "taken out of Redis": example({
    messages: [
      message({ at: 100, deliveries: [{ at: 120, outcome: "failed", by: 0, tookMs: 10 }] }),
      rightMessage(600),
    ],
    fault: {
      name: "deletion of up to 10 pending entries",
      at: 300,
      healAt: 302,
      roles: ["subscriber-0"],
      removes: [0],
    },
  }),
  "handed out too slowly": example({
    drain: "progressing",
    messages: [
      message({ at: 100, deliveries: [{ at: 120, outcome: "failed", by: 0, tookMs: 10 }] }),
      ...Array.from({ length: 100 }, (_, at) =>
        message({ at: 200 + at, deliveries: [handled(400 + at)] }),
      ),
    ],
  }),
};
