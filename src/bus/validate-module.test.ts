import { expect, test } from "vitest";

import type { BusModule, Guarantees } from "./contract.ts";
import { assertBus, assertBusModule, keyPatternsOf } from "./validate-module.ts";

test("assertBus raises a UsageError if open() returns an object without a method", () => {
  const bus = { publish: () => "", subscribe: () => ({}) };
  expect(() => assertBus(bus, "mine")).toThrow(
    /mine returned no valid bus: close must be a function/,
  );
  expect(() => assertBus(undefined, "mine")).toThrow(/must be an object/);
  expect(() => assertBus({ ...bus, close: () => undefined }, "mine")).not.toThrow();
});

function claiming(guarantees: object): object {
  return { name: "mine", guarantees: { delivery: "best-effort", ...guarantees }, open: () => ({}) };
}

test.each<Partial<Guarantees>>([
  {},
  { confirmsPublish: false },
  { durableOutbox: true },
  { redeliversWithinMs: 60_000 },
])("assertBusModule accepts a best-effort bus that claims %j", (guarantees) => {
  expect(() => assertBusModule(claiming(guarantees), "mine")).not.toThrow();
});

test.each([
  [{ confirmsPublish: "no" }, /guarantees.confirmsPublish must be true or false/],
  [{ durableOutbox: 1 }, /guarantees.durableOutbox must be true or false/],
  [{ redeliversWithinMs: "60 s" }, /guarantees.redeliversWithinMs must be a number of milli/],
  [{ retries: 3 }, /guarantees.retries must be an object such as \{ maxAttempts: 3 \}/],
  [{ retries: { maxAttempts: 0 } }, /guarantees.retries.maxAttempts must be at least 1/],
  [{ retries: { maxAttempts: 1.5 } }, /guarantees.retries.maxAttempts must be a whole number/],
  [{ deadLetters: true }, /guarantees.deadLetters needs guarantees.retries/],
  [
    { deadLetters: true, retries: { maxAttempts: 3 } },
    /guarantees.deadLetters needs deadLetterKey/,
  ],
  [{ redeliversWithinMs: -1 }, /guarantees.redeliversWithinMs must not be negative/],
])("assertBusModule raises a UsageError for the claim %j", (guarantees, expected) => {
  expect(() => assertBusModule(claiming(guarantees), "mine")).toThrow(expected);
});

test("assertBusModule raises a UsageError if keyPattern is not a function", () => {
  const module = { ...claiming({}), keyPattern: "q:*" };
  expect(() => assertBusModule(module, "mine")).toThrow(/keyPattern must be a function/);
});

test.each([
  [undefined, []],
  [(namespace: string) => `q:${namespace}*`, ["q:run:*"]],
  [(namespace: string) => [`q:${namespace}*`, `p-${namespace}`], ["q:run:*", "p-run:"]],
])("keyPatternsOf returns the patterns of a module as a list", (keyPattern, expected) => {
  const module = { ...claiming({}), ...(keyPattern && { keyPattern }) } as BusModule;
  expect(keyPatternsOf(module, "run:")).toEqual(expected);
});

test.each([() => undefined, () => "", () => ["q:*", 7]])(
  "keyPatternsOf raises a UsageError if keyPattern returns something else than texts",
  (keyPattern) => {
    const module = { ...claiming({}), keyPattern } as unknown as BusModule;
    expect(() => keyPatternsOf(module, "run:")).toThrow(/must return a text or a list of texts/);
  },
);
