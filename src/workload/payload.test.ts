import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createEqualPayload, createPayload, createPayloadFinder, readPayload } from "./payload.ts";

const options = {
  runId: "run-1",
  publisher: "publisher-0",
  sequence: 17,
  topic: "orders",
  bytes: 128,
};
const payload = createPayload(options);
const content = { message: "publisher-0/17", topic: "orders" };

describe("a payload", () => {
  test("a payload has the wanted length and is printable", () => {
    expect(payload).toHaveLength(128);
    expect(payload).toMatch(/^[\x21-\x7e]+$/);
  });

  test("a payload is filled up with whole characters of its filling", () => {
    const filled = createPayload({ ...options, filling: "é😀" });
    expect(filled).toHaveLength(128);
    expect(filled).toMatch(/:(é😀)+x{0,2}:/u);
    expect(readPayload(filled, "run-1")).toEqual(content);
  });

  test("a payload is longer than wanted if its content needs it", () => {
    const short = createPayload({ ...options, bytes: 1 });
    expect(readPayload(short, "run-1")).toEqual(content);
  });

  test("JSON leaves a payload as it is", () => {
    expect(JSON.stringify(payload)).toBe(`"${payload}"`);
  });

  test("a payload is read back, whatever characters its names contain", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1 });
    fc.assert(
      fc.property(fc.tuple(name, name, name), fc.nat(), ([runId, publisher, topic], sequence) => {
        const text = createPayload({ runId, publisher, topic, sequence, bytes: 64 });
        expect(readPayload(text, runId)).toEqual({ message: `${publisher}/${sequence}`, topic });
        const found = createPayloadFinder(runId)(`\u{1f600} ${text}[bus-chaos:${text}`);
        expect(found).toEqual([`${publisher}/${sequence}`, `${publisher}/${sequence}`]);
      }),
    );
  });

  test("a payload of another run is foreign", () => {
    expect(readPayload(payload, "run-2")).toEqual({ damage: "foreign" });
  });

  test.each(["hello", '{"type":"ping"}'])(
    "the text %s is foreign, because it never was a payload",
    (text) => {
      expect(readPayload(text, "run-1")).toEqual({ damage: "foreign" });
    },
  );

  test.each([
    ["cut off", payload.slice(0, -4)],
    ["emptied", ""],
    ["extended", `${payload} `],
    ["doubled", payload + payload],
    ["wrapped", `"${payload}"`],
  ])("a payload is corrupt after it was %s", (_name, text) => {
    expect(readPayload(text, "run-1")).toEqual({ damage: "corrupt" });
  });

  test("a payload is corrupt after any character was changed", () => {
    for (let at = 0; at < payload.length; at++) {
      const other = payload[at] === "7" ? "8" : "7";
      const changed = payload.slice(0, at) + other + payload.slice(at + 1);
      expect(readPayload(changed, "run-1")).toEqual({ damage: "corrupt" });
    }
  });
});

describe("the payload finder", () => {
  const find = createPayloadFinder("run-1");
  const other = createPayload({ ...options, runId: "run-2" });
  const damaged = payload.replace("orders", "0rders");

  test("the finder finds a payload inside JSON", () => {
    expect(find(JSON.stringify({ data: payload, try: 1 }))).toEqual([content.message]);
  });

  test.each<[string, string]>([
    ["an empty text", ""],
    ["a payload of another run", other],
    ["a payload that was changed", damaged],
    ["a payload that was cut off", payload.slice(0, -1)],
    ["the beginning of a payload and its end", "[bus-chaos:run-1:]"],
    ["the beginning of a payload without its end", "[bus-chaos:run-1:publisher-0:1:"],
  ])("the finder finds no message in %s", (_name, text) => {
    expect(find(text)).toEqual([]);
  });

  test("the finder finds a payload with characters beyond ASCII, in a text and in bytes", () => {
    const filled = createPayload({ ...options, filling: "é€漢😀" });
    expect(find(`<${filled}>`)).toEqual([content.message]);
    const bytes = Buffer.from(`漢${filled}`).toString("latin1");
    expect(find(bytes)).toEqual([content.message]);
    expect(find(bytes.replace("Ã©", "Ã¨"))).toEqual([]);
  });

  test("the finder leaves out damaged payloads and payloads of other runs", () => {
    expect(find(damaged + other + payload)).toEqual([content.message]);
  });

  test("the finder finds a payload behind one that was cut off", () => {
    expect(find(`${payload.slice(0, -5)}${payload}`)).toEqual([content.message]);
  });
});

test("a payload of several messages has the wanted length, and names no message", () => {
  const equal = createEqualPayload(options, 3);
  expect(equal).toHaveLength(128);
  expect(createPayloadFinder("run-1")(equal)).toEqual([]);
  expect(createEqualPayload(options, 3)).toBe(equal);
  expect(createEqualPayload(options, 4)).not.toBe(equal);
});

test("a changed payload of several messages is corrupt, and one of another run is foreign", () => {
  const equal = createEqualPayload(options, 3);
  expect(readPayload(`${equal}?`, "run-1")).toEqual({ damage: "corrupt" });
  expect(readPayload(equal, "run-2")).toEqual({ damage: "foreign" });
});
