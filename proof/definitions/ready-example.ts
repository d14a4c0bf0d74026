/** The example of docs/definitions.md about a group that handles its first canary. */
import type { RunScript } from "../run-scripts/run-script.ts";
import { atMostOnce, example, message, rightMessage } from "./example-parts.ts";

export const readyExample: Readonly<Record<string, RunScript>> = {
  "ready since the first canary": example({
    guarantees: atMostOnce,
    messages: [message({ at: 100 }), rightMessage(200), rightMessage(400)],
    extraOperations: [
      {
        at: 240,
        draft: { kind: "ready", type: "info", process: "harness", topic: "orders", group: "a" },
      },
    ],
  }),
};
