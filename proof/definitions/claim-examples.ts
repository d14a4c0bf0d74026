/** The examples of docs/definitions.md about buses that confirm no publish, have an outbox, or work with best effort. */
import { scriptedCommand } from "../run-scripts/command-script.ts";
import { keyOf, type RunScript } from "../run-scripts/run-script.ts";
import {
  atMostOnce,
  cut,
  example,
  handled,
  message,
  publisher,
  rightMessage,
  subscriber,
} from "./example-parts.ts";
import { retryExamples } from "./retry-examples.ts";

const bestEffort = { delivery: "best-effort" } as const;

export const claimExamples: Readonly<Record<string, RunScript>> = {
  ...retryExamples,
  "sent after its call settled": example({
    guarantees: { ...atMostOnce, confirmsPublish: false },
    hasCommands: true,
    members: [{ group: 0, closedAt: 800 }],
    messages: [rightMessage(100), message({ at: 300, entries: 0 })],
    extraOperations: [
      scriptedCommand({ ...publisher, at: 105, command: "PUBLISH", reply: "1" }),
      scriptedCommand({
        ...publisher,
        at: 780,
        command: "PUBLISH",
        messages: [keyOf(1)],
        reply: "1",
      }),
    ],
  }),
  "lost in an outage of the publisher": example({
    guarantees: { confirmsPublish: false },
    fault: { ...cut, name: "cut publisher-0", roles: ["publisher-0"] },
    messages: [rightMessage(100), message({ at: 600, entries: 0 }), rightMessage(950)],
  }),
  "lost outside of every outage": example({
    guarantees: bestEffort,
    fault: { ...cut, name: "cut publisher-0", roles: ["publisher-0"] },
    messages: [message({ at: 100 }), message({ at: 600, entries: 0 }), rightMessage(950)],
  }),
  "repeated by a best-effort bus": example({
    guarantees: bestEffort,
    fault: cut,
    messages: [
      message({ at: 30, deliveries: [handled(50), handled(80)] }),
      message({ at: 450, deliveries: [handled(470), handled(950)] }),
    ],
  }),
  "executed later from a durable outbox": example({
    guarantees: { durableOutbox: true },
    hasCommands: true,
    messages: [message({ at: 100, deliveries: [handled(320)] }), message({ at: 200, entries: 0 })],
    extraOperations: [
      scriptedCommand({ ...publisher, at: 300, reply: "100-0" }),
      scriptedCommand({ ...subscriber, at: 340, command: "XACK", ids: ["100-0"], reply: "1" }),
    ],
  }),
};
