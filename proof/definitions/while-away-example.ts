/** The example of docs/definitions.md about a bus that is busy while Redis is away. */
import type { RunScript } from "../run-scripts/run-script.ts";
import { example, rightMessage } from "./example-parts.ts";

export const whileAwayExample: Readonly<Record<string, RunScript>> = {
  "busy while away": example({
    messages: [rightMessage(100)],
    extraOperations: [2000, 2300].map((at) => ({
      at,
      draft: {
        kind: "sample",
        type: "info",
        process: "harness",
        sample: "idle-work",
        values: { activeMs: 300, processorMs: 150, spanMs: 300 },
      },
    })),
  }),
};
