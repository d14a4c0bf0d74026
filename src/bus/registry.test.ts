import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { UsageError } from "../errors.ts";
import { busNames, findBus } from "./registry.ts";

const proper = `{ name: "mine", guarantees: { delivery: "at-least-once" }, open: async () => ({}) }`;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bus-chaos-registry-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function writeModule(name: string, source: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, source);
  return path;
}

async function usageErrorOf(nameOrPath: string): Promise<string> {
  const error = await findBus(nameOrPath).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  const { message, hint } = error as UsageError;
  return `${message} | ${hint}`;
}

test("findBus returns every registered bus by its name", async () => {
  for (const name of busNames()) expect((await findBus(name)).name).toBe(name);
});

test.each([
  ["exported-as-bus.mjs", `export const bus = ${proper};`],
  ["exported-as-default.mjs", `export default ${proper};`],
  ["made-of-a-class.mjs", classModule()],
])("findBus loads a bus module by its path: %s", async (name, source) => {
  expect((await findBus(await writeModule(name, source))).name).toBe("mine");
});

test("the error for an unknown name lists the registered names", async () => {
  expect(await usageErrorOf("stream")).toMatch(/no bus called "stream".*streams, pubsub/);
});

test("the error for a missing file suggests a module of the same folder with nearly the same name", async () => {
  await writeModule("orders-bus.ts", `export const bus: unknown = ${proper};`);
  expect(await usageErrorOf(join(folder, "order-bus.ts"))).toContain(
    `Did you mean ${join(folder, "orders-bus.ts")}?`,
  );
  expect(await usageErrorOf(join(folder, "something-else.ts"))).not.toContain("Did you mean");
});

test("the error for a folder says that a bus is a module", async () => {
  expect(await usageErrorOf(folder)).toMatch(/ is a folder, .* \| Name the file in it: /);
  await mkdir(join(folder, "bus.ts"));
  expect(await usageErrorOf(join(folder, "bus.ts"))).toContain("is a folder");
});

test("the error for a missing file names its absolute path", async () => {
  expect(await usageErrorOf(join(folder, "missing.ts"))).toContain(join(folder, "missing.ts"));
});

test.each([
  ["throws.mjs", `throw new Error("no such luck");`, /could not be loaded: no such luck/],
  ["empty.mjs", `export {};`, /exports no bus \| It exports nothing/],
  ["other.mjs", `export const buss = 1;`, /exports no bus \| It exports buss/],
  ["text.mjs", `export const bus = "text";`, /must be an object/],
  ["no-name.mjs", `export const bus = { guarantees: {} };`, /name must be a text/],
  [
    "no-guarantees.mjs",
    `export const bus = { name: "mine", open() {} };`,
    /guarantees must be an object/,
  ],
  [
    "exactly-once.mjs",
    `export const bus = { name: "m", guarantees: { delivery: "exactly-once" }, open() {} };`,
    /guarantees.delivery must be "at-least-once", "at-most-once" or "best-effort"/,
  ],
  [
    "no-open.mjs",
    `export const bus = { name: "m", guarantees: { delivery: "at-most-once" } };`,
    /open must be a function/,
  ],
])("findBus raises a UsageError for a malformed module: %s", async (name, source, expected) => {
  expect(await usageErrorOf(await writeModule(name, source))).toMatch(expected);
});

function classModule(): string {
  return `class Mine {
    name = "mine";
    guarantees = { delivery: "at-most-once" };
    async open() {}
  }
  export const bus = new Mine();`;
}
