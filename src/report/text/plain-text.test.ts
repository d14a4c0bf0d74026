import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  ciCommandsIn,
  controlCharactersIn,
  hostileText,
} from "../../../tests/support/report-fixtures.ts";
import { oneLine, withoutCommands } from "./plain-text.ts";

describe("untrusted text", () => {
  test("keeps what is harmless as it is", () => {
    for (const text of ["lost 12 of 2 040", "std::string", "naïve – 日本", "a  b # c"]) {
      expect(oneLine(text)).toBe(text);
    }
  });

  test("becomes one line without escape codes and CI commands", () => {
    expect(oneLine("\u001b[31mred\u001b[0m\nnext")).toBe("red next");
    expect(oneLine("\u001b]0;title\u0007text")).toBe("text");
    expect(ciCommandsIn(oneLine(hostileText))).toEqual([]);
    expect(controlCharactersIn(oneLine(hostileText))).toEqual([]);
  });

  test("cannot become a command whatever it is made of", () => {
    const pieces = fc.constantFrom(
      ":",
      "::",
      "##",
      "#",
      "[",
      "vso[",
      "\n",
      " ",
      "\u001b[0m",
      "\u0000",
      "a",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = oneLine(parts.join(""));
        expect(ciCommandsIn(text)).toEqual([]);
        expect(controlCharactersIn(text)).toEqual([]);
        expect(text).not.toContain("\n");
      }),
    );
  });

  test("is cut where it is endless", () => {
    expect(oneLine("x".repeat(100_000)).length).toBeLessThan(2_100);
  });

  test("is disarmed on every line of a longer text", () => {
    expect(ciCommandsIn(withoutCommands("a\n::error::b\n   ::warning::c"))).toEqual([]);
  });
});
