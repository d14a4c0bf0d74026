import { describe, expect, test } from "vitest";

import { scriptHistory } from "../judging/testing/history-builder.ts";
import { explained, reasonOf, storyOf } from "./testing/explained.ts";

const key = "publisher-0/1";

function subscribed() {
  return scriptHistory().subscribe({}).exchange("publisher-0/0", 10);
}

test("explain keeps a notice that names the message if there are too many notices", () => {
  const history = subscribed().publish(key, { at: 20, id: "3-0" });
  for (let each = 0; each < 30; each++) history.notice({ at: 21 + each, notice: "degraded" });
  history.notice({ at: 90, notice: "gap", ids: ["3-0"] });
  const { notices } = explained(history.drain().build(), key);
  expect(notices).toHaveLength(20);
  expect(notices.at(-1)).toMatchObject({ notice: "gap", namesMessage: true });
});

describe("a message near notices and a fault", () => {
  const explanation = explained(
    subscribed()
      .fault({ at: 500, healAt: 600 })
      .publish(key, { at: 1_000 })
      .notice({ at: 1_100, notice: "disconnected" })
      .notice({ at: 9_000, notice: "connected" })
      .notice({ at: 1_100, notice: "degraded", by: "subscriber-of-another-topic" })
      .deliver(key, { at: 1_002, tookMs: null })
      .deliver(key, { at: 1_200, outcome: "fail", attempt: 2 })
      .drain()
      .build(),
    key,
  );

  test("explain shows the notices of its roles and the faults that affect them", () => {
    expect(explanation.notices.map(({ notice }) => notice)).toEqual(["disconnected"]);
    expect(explanation.faults).toMatchObject([{ name: "SIGKILL redis", distanceMs: 400 }]);
    expect(storyOf(explanation)).toContain("harness: SIGKILL redis was healed");
  });

  test("explain says how unfinished and failed deliveries ended", () => {
    expect(explanation.deliveries.map(({ text }) => text)).toEqual([
      "delivered to a as id-publisher-0/1, attempt 1: the handler never returned",
      "delivered to a as id-publisher-0/1, attempt 2: the handler failed after 1 ms",
    ]);
    expect(reasonOf(explanation)).toContain("delivered 2 times, never handled");
  });
});

test("explain shows when the process of a subscriber ended, and that its handler never returned", () => {
  const history = subscribed()
    .publish(key, { at: 20 })
    .deliver(key, { at: 22, tookMs: null })
    .processEnd({ at: 30, how: "exit code 1" })
    .processEnd({ at: 40, how: "SIGABRT", by: "itself", of: "subscriber-of-another-topic" });
  const story = storyOf(explained(history.drain().build(), key));
  expect(story).toContain("subscriber-a: its process was ended: exit code 1");
  expect(story.join()).not.toContain("SIGABRT");
});
