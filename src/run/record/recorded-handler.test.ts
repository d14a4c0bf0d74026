import { describe, expect, test } from "vitest";

import type { OperationDraft } from "../../history/operation.ts";
import type { Recorder } from "../../history/recorder.ts";
import { createPayload } from "../../workload/payload.ts";
import { createRecordedHandler } from "./recorded-handler.ts";

const runId = "run";
const topic = "orders";

function start() {
  const drafts: OperationDraft[] = [];
  const recorder = { record: (draft: OperationDraft) => drafts.push(draft) - 1 };
  const handler = createRecordedHandler({ recorder: recorder as unknown as Recorder, runId });
  const deliver = (sequence: number) => {
    const payload = createPayload({ runId, publisher: "publisher-0", sequence, topic, bytes: 0 });
    return handler.handle("subscriber-0", 0, { id: "1-0", topic, payload, attempt: 1 });
  };
  return { handler, deliver, types: () => drafts.map(({ kind, type }) => `${kind} ${type}`) };
}

const begun = ["deliver invoke"];
const ended = ["deliver invoke", "deliver ok"];

describe("the recorded handler", () => {
  test.each([1, 199, 200, 20_000])("the handler returns at once for message %i", (sequence) => {
    const { deliver, types } = start();
    expect(deliver(sequence)).toBeUndefined();
    expect(types()).toEqual(ended);
  });

  test.each([0, 10, 190])("the handler lingers over message %i", async (sequence) => {
    const { deliver, types } = start();
    const handling = deliver(sequence);
    expect(types()).toEqual(begun);
    await handling;
    expect(types()).toEqual(ended);
  });

  test("the handler lingers over a message that it was told to linger over", async () => {
    const { handler, deliver, types } = start();
    handler.lingerOver("publisher-0/777");
    const handling = deliver(777);
    expect(types()).toEqual(begun);
    await handling;
    expect(types()).toEqual(ended);
  });

  test("settled waits for a handler that its bus does not wait for", async () => {
    const { handler, deliver, types } = start();
    void deliver(0); // Calls the handler as a bus that does not wait for it.
    await handler.settled();
    expect(types()).toEqual(ended);
  });
});
