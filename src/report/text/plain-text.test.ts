import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  ciCommandsIn,
  controlCharactersIn,
  hostileText,
} from "../../../tests/support/report-fixtures.ts";
import { oneLine, withoutCommands } from "./plain-text.ts";

describe("untrusted text", () => {
  test("harmless text stays as it is", () => {
    for (const text of ["lost 12 of 2 040", "std::string", "naïve – 日本", "a  b # c"]) {
      expect(oneLine(text)).toBe(text);
    }
  });

  test("hostile text becomes one line without escape codes and CI commands", () => {
    expect(oneLine("\u001b[31mred\u001b[0m\nnext")).toBe("red next");
    expect(oneLine("\u001b]0;title\u0007text")).toBe("text");
    expect(ciCommandsIn(oneLine(hostileText))).toEqual([]);
    expect(controlCharactersIn(oneLine(hostileText))).toEqual([]);
  });

  test("no combination of parts becomes a CI command", () => {
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

  test("a text of 100 000 letters is cut", () => {
    expect(oneLine("x".repeat(100_000)).length).toBeLessThan(2_100);
  });

  test("CI commands are broken on every line of a text", () => {
    expect(ciCommandsIn(withoutCommands("a\n::error::b\n   ::warning::c"))).toEqual([]);
  });
});
