import { expect, test } from "vitest";

import { dispatchStrayError, onStrayError } from "./stray-errors.ts";

test("a stray error goes to every listener, and to the last resort only if no listener handles it", () => {
  const heard: string[] = [];
  const hear = (name: string, claims: boolean) => () => {
    heard.push(name);
    return claims;
  };
  const stops = [
    onStrayError(hear("last resort", true), { lastResort: true }),
    onStrayError(hear("one", true)),
    onStrayError(hear("other", true)),
  ];
  expect(dispatchStrayError(new Error("stray"))).toBe(true);
  expect(heard).toEqual(["one", "other"]);
  for (const stop of stops.slice(1)) stop();
  expect(dispatchStrayError(new Error("stray"))).toBe(true);
  expect(heard).toEqual(["one", "other", "last resort"]);
  stops[0]?.();
  expect(dispatchStrayError(new Error("stray"))).toBe(false);
});
