import type { RunScript, ScriptedDelivery } from "../run-scripts/run-script.ts";
import { example, message, rightMessage } from "./example-parts.ts";

const error = "no such customer";
/** A call of a handler that succeeds with no call of the message. */
function failing(at: number): ScriptedDelivery {
  return { at, outcome: "failed", by: 0, tookMs: 10, neverSucceeds: true, error };
}

const guarantees = { retries: { maxAttempts: 2 }, deadLetters: true };
const failsTwice = [
  message({ at: 100, deliveries: [failing(120), failing(320)] }),
  rightMessage(400),
];
const place = { process: "auditor", topic: "orders", key: "dead:orders" } as const;
const fields = ["error", error, "attempts", "2"];

export const retryExamples: Readonly<Record<string, RunScript>> = {
  "never succeeds": example({ messages: [message({ at: 100, deliveries: [failing(120)] })] }),
  "dead-lettered": example({
    guarantees,
    messages: failsTwice,
    extraOperations: [
      {
        at: 90_001,
        draft: {
          kind: "dead-letters",
          type: "ok",
          ...place,
          letters: [{ id: "1-0", messages: ["publisher-0/0"], fields }],
        },
      },
    ],
  }),
  "no dead letter": example({
    guarantees,
    messages: failsTwice,
    extraOperations: [
      { at: 90_001, draft: { kind: "dead-letters", type: "ok", ...place, letters: [] } },
    ],
  }),
  "dead letters that were not read": example({
    guarantees,
    messages: [
      message({
        at: 100,
        deliveries: [120, 320].map((at) => ({ at, outcome: "failed", by: 0, tookMs: 10 })),
      }),
      rightMessage(400),
    ],
  }),
  "retried too often": example({
    guarantees: { retries: { maxAttempts: 2 } },
    messages: [
      message({ at: 100, deliveries: [failing(120), failing(320), failing(620)] }),
      rightMessage(400),
    ],
  }),
};
