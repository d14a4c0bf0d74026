import { expect, test } from "vitest";

import { emptyMessageOf, equalPayloadOf, payloadShape } from "./payload-shape.ts";
import { createPayload, createPayloadFinder, readPayload } from "./payload.ts";

function payloadOf(sequence: number): string {
  const names = { runId: "run", publisher: "publisher-0", topic: "orders", sequence };
  return createPayload({ ...names, ...payloadShape(sequence, 128) });
}

const payloads = Array.from({ length: 128 }, (_, sequence) => payloadOf(sequence));

test("the payload of every eighth message holds characters of two, three and four bytes", () => {
  const beyondAscii = payloads.filter((payload) => /[^\x20-\x7e]/.test(payload));
  expect(beyondAscii).toHaveLength(16);
  for (const payload of beyondAscii) {
    expect(payload).toContain("é€漢😀");
    expect(JSON.parse(JSON.stringify(payload))).toBe(payload);
    expect(JSON.stringify(payload)).toBe(`"${payload}"`);
  }
});

test("the payloads of two messages in 128 are long, and all others have the usual length", () => {
  const lengths = payloads.map((payload) => payload.length);
  expect(lengths.filter((length) => length === 10_000)).toHaveLength(2);
  expect(new Set(lengths)).toEqual(new Set([128, 10_000]));
});

test("the payloads of 16 messages include a long one and one beyond ASCII", () => {
  const few = payloads.slice(0, 16);
  expect(few.some((payload) => payload.length > 128)).toBe(true);
  expect(few.some((payload) => payload.includes("😀"))).toBe(true);
});

const odd = Array.from({ length: 128 }, (_, sequence) => {
  const names = { runId: "run", publisher: "publisher-0", topic: "orders", sequence };
  return createPayload({ ...names, ...payloadShape(sequence, 128, "odd") });
});

test.each([
  ["quotes and backslashes", "\"\\'"],
  ["line breaks", "\r\n"],
  ["NUL", "\u0000"],
  ["the beginning of a JSON object", '{"a"'],
])("some odd payloads hold %s", (_what, text) => {
  expect(odd.filter((payload) => payload.includes(text))).toHaveLength(4);
});

test("some odd payloads are longer than 64 KiB, and one has 1 MiB", () => {
  const lengths = odd.map((payload) => payload.length);
  expect(lengths.filter((length) => length > 65_536)).toEqual([70_000, 1_048_576, 70_000]);
});

test("every odd payload can be read back and found, also inside of JSON in JSON", () => {
  const find = createPayloadFinder("run");
  for (const [sequence, payload] of odd.entries()) {
    const message = `publisher-0/${sequence}`;
    expect(readPayload(payload, "run")).toEqual({ message, topic: "orders" });
    const inJson = JSON.stringify({ data: payload });
    for (const text of [payload, inJson, JSON.stringify({ inJson })]) {
      expect(find(`<${text}>`)).toEqual([message]);
      expect(find(Buffer.from(text).toString("latin1"))).toEqual([message]);
    }
  }
});

test("only a workload with odd payloads has an empty one", () => {
  expect(emptyMessageOf("odd")).toBe("publisher-0/33");
  expect(emptyMessageOf("usual")).toBeUndefined();
});

test("four messages in a row of every 32 have an equal payload, in a workload with equal payloads alone", () => {
  const numbers = Array.from({ length: 64 }, (_, sequence) => equalPayloadOf(sequence, "equal"));
  expect(numbers.slice(15, 21)).toEqual([undefined, 0, 0, 0, 0, undefined]);
  expect(numbers.filter((number) => number === 1)).toHaveLength(4);
  expect(numbers.filter((number) => number !== undefined)).toHaveLength(8);
  expect(equalPayloadOf(16, "usual")).toBeUndefined();
});
