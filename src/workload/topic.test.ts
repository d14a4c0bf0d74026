import { expect, test } from "vitest";

import { topicOfMessage, topicsOf } from "./topic.ts";

test("a workload without topics has the topic orders", () => {
  expect(topicsOf({})).toEqual(["orders"]);
  expect(topicsOf({ topics: [] })).toEqual(["orders"]);
});

test("the messages of a publisher take the topics of the workload in turn", () => {
  const topics = topicsOf({ topics: ["orders", "orders.eu"] });
  const taken = [0, 1, 2, 3].map((sequence) => topicOfMessage(topics, sequence));
  expect(taken).toEqual(["orders", "orders.eu", "orders", "orders.eu"]);
});
