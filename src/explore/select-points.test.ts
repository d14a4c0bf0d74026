import { describe, expect, test } from "vitest";

import { createRandom } from "../random.ts";
import { matchPoints, shuffled } from "./select-points.ts";
import { formatToken, parseToken } from "./token.ts";

const tokens = [
  "publisher-0/commands/XADD/stream:orders/1/before-reply/rst",
  "publisher-0/commands/XADD/stream:orders/11/before-reply/rst",
  "subscriber-0/reader/XREADGROUP/stream:orders/1/mid-reply/fin",
];
const points = tokens.map(parseToken);
const matching = (glob: string): string[] => matchPoints(points, glob).map(formatToken);

describe("a pattern", () => {
  test("is looked for anywhere in the token", () => {
    expect(matching("XADD")).toEqual(tokens.slice(0, 2));
    expect(matching("reader/")).toEqual(tokens.slice(2));
    expect(matching("PING")).toEqual([]);
  });

  test("stands for anything with a star, for one character with a question mark", () => {
    expect(matching("orders/?/*rst")).toEqual(tokens.slice(0, 1));
    expect(matching("publisher*before-reply")).toEqual(tokens.slice(0, 2));
  });

  test("takes every other sign as it is", () => {
    expect(matching("XADD.stream")).toEqual([]);
    expect(matching("(")).toEqual([]);
  });
});

describe("the order of the runs", () => {
  const items = Array.from({ length: 50 }, (_, at) => at);

  test("holds every point once and is the same for the same seed", () => {
    const mixed = shuffled(items, createRandom(7));
    expect(mixed.toSorted((one, other) => one - other)).toEqual(items);
    expect(mixed).toEqual(shuffled(items, createRandom(7)));
  });

  test("is another one for another seed", () => {
    expect(shuffled(items, createRandom(7))).not.toEqual(shuffled(items, createRandom(8)));
  });
});
