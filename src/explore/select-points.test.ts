import { describe, expect, test } from "vitest";

import { matchPoints } from "./select-points.ts";
import { formatToken, parseToken } from "./token.ts";

const tokens = [
  "publisher-0/commands/XADD/stream:orders/1/before-reply/rst",
  "publisher-0/commands/XADD/stream:orders/11/before-reply/rst",
  "subscriber-0/reader/XREADGROUP/stream:orders/1/mid-reply/fin",
];
const points = tokens.map(parseToken);
const matching = (glob: string): string[] => matchPoints(points, glob).map(formatToken);

describe("a pattern", () => {
  test("matchPoints finds the pattern anywhere in a token", () => {
    expect(matching("XADD")).toEqual(tokens.slice(0, 2));
    expect(matching("reader/")).toEqual(tokens.slice(2));
    expect(matching("PING")).toEqual([]);
  });

  test("matchPoints takes a star for any text and a question mark for one character", () => {
    expect(matching("orders/?/*rst")).toEqual(tokens.slice(0, 1));
    expect(matching("publisher*before-reply")).toEqual(tokens.slice(0, 2));
  });

  test("matchPoints takes every other character literally", () => {
    expect(matching("XADD.stream")).toEqual([]);
    expect(matching("(")).toEqual([]);
  });
});
