/** The examples of docs/definitions.md about the process of a role: one that is killed, dies, or blocks its event loop. */
import type { StrayErrorOrigin } from "../../src/history/operations/run-operations.ts";
import type { RunScript, ScriptedFault, ScriptedOperation } from "../run-scripts/run-script.ts";
import { example, handled, message, rightMessage } from "./example-parts.ts";

const kill: ScriptedFault = {
  name: "SIGKILL subscriber-0",
  at: 500,
  healAt: 501,
  roles: ["subscriber-0"],
};
const workers = [
  { group: 0, diedAt: 500 },
  { group: 0, subscribedAt: 600 },
];
/** A message whose handler ran when its process was killed. */
const inHand = handled(490, { outcome: "unfinished" });
const outOfMemory = {
  kind: "process-end",
  type: "info",
  process: "subscriber-0",
  how: "SIGABRT",
  by: "itself",
} as const;
const later = message({ at: 700, deliveries: [handled(720, { by: 1 })] });

export const processExamples: Readonly<Record<string, RunScript>> = {
  "killed with a message in hand": example({
    members: workers,
    fault: kill,
    messages: [
      message({ at: 450, tookMs: 10, deliveries: [inHand, handled(650, { by: 1 })] }),
      later,
    ],
  }),
  "explained by the end of a process": example({
    members: workers,
    messages: [message({ at: 450, deliveries: [handled(480), handled(650, { by: 1 })] }), later],
  }),
  "killed, and its message never handed out again": example({
    members: workers,
    fault: kill,
    drain: "stalled",
    messages: [message({ at: 450, deliveries: [inHand] }), later],
  }),
  "died by itself": example({
    messages: [rightMessage(100)],
    extraOperations: [
      { at: 400, draft: outOfMemory },
      strayError(401, "died", "the process ended by itself: SIGABRT"),
    ],
  }),
  "blocked event loop": example({
    messages: [rightMessage(100)],
    extraOperations: [strayError(6400, "blocked", "blocked its event loop for 5.2 s")],
  }),
};

function strayError(at: number, origin: StrayErrorOrigin, error: string): ScriptedOperation {
  const draft = {
    kind: "stray-error",
    type: "info",
    process: "subscriber-0",
    origin,
    error,
  } as const;
  return { at, draft };
}
