import { expect, test } from "vitest";

import { payloadShape } from "./payload-shape.ts";
import { createPayload } from "./payload.ts";

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
