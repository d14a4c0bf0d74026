import { readdirSync } from "node:fs";

import { expect, test } from "vitest";

import { plantedBuses, vacuousBuses } from "./index.ts";

test("the zoo holds every bus in its folder, each named as its file", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".ts"));
  const buses = files.filter((file) => file !== "index.ts" && !file.endsWith(".test.ts"));
  const names = [...plantedBuses, ...vacuousBuses].map(({ name }) => `${name}.ts`);
  expect(names.toSorted()).toEqual(buses.toSorted());
  expect(plantedBuses.length).toBeGreaterThanOrEqual(32);
});
