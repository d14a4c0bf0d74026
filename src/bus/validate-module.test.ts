import { expect, test } from "vitest";

import { assertBus } from "./validate-module.ts";

test("assertBus raises a UsageError if open() returns an object without a method", () => {
  const bus = { publish: () => "", subscribe: () => ({}) };
  expect(() => assertBus(bus, "mine")).toThrow(
    /mine returned no valid bus: close must be a function/,
  );
  expect(() => assertBus(undefined, "mine")).toThrow(/must be an object/);
  expect(() => assertBus({ ...bus, close: () => undefined }, "mine")).not.toThrow();
});
