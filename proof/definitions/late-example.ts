import type { RunScript } from "../run-scripts/run-script.ts";
import { example, handled, message } from "./example-parts.ts";

/** A group gets a hundred messages within a second, and never again the one with which its handler failed. */
export const lateExample: Readonly<Record<string, RunScript>> = {
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
