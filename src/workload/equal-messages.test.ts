import { expect, test } from "vitest";

import { createEqualMessages } from "./equal-messages.ts";

test("the first message with a payload stands for all that have it", () => {
  const equals = createEqualMessages();
  expect(equals.publish("a", "publisher-0/16")).toBeUndefined();
  expect(equals.publish("a", "publisher-0/17")).toBe("publisher-0/16");
  expect(equals.publish("b", "publisher-0/48")).toBeUndefined();
  expect(equals.find("a")).toBe("publisher-0/16");
  expect(equals.find("c")).toBeUndefined();
});
