import { expect, test } from "vitest";

import { findingOf } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

const kind = "early-acknowledgement";
const read = { by: "subscriber-a", command: "XREADGROUP", group: "a", noAck: true };

/** Builds the history of two messages that group `a` reads with NOACK. */
function readWithNoAck() {
  return scriptHistory({ hasCommands: true })
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .exchange("publisher-0/1", 20)
    .wire({ at: 11, ...read, returned: ["publisher-0/0"] })
    .wire({ at: 21, ...read, returned: ["publisher-0/1"] })
    .drain();
}

test("the rule is that of NOACK if all messages were read with NOACK", () => {
  expect(findingOf(readWithNoAck().build(), kind)).toMatchObject({
    rule: "early-acknowledgement/read-with-noack",
    verdict: "fail",
    messages: ["publisher-0/0", "publisher-0/1"],
  });
});

test("the rule is that of an early XACK if only some messages were read with NOACK", () => {
  const acknowledgement = { by: "subscriber-a", command: "XACK", group: "a", ids: ["30-0"] };
  const history = readWithNoAck()
    .publish("publisher-0/2", { at: 30, id: "30-0" })
    .wire({ at: 30, command: "XADD", messages: ["publisher-0/2"], reply: "30-0" })
    .deliver("publisher-0/2", { at: 35, tookMs: 5, id: "30-0" })
    .wire({ at: 36, ...acknowledgement });
  expect(findingOf(history.build(), kind)).toMatchObject({
    rule: "early-acknowledgement/before-the-handler-was-done",
    messages: ["publisher-0/0", "publisher-0/1", "publisher-0/2"],
  });
});
