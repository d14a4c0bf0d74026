import fc from "fast-check";
import { expect, test } from "vitest";

import { unwrap, wrap } from "./envelope.ts";

test("any payload comes out as it went in", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (payload) => {
      expect(unwrap(wrap({ id: "some-id-1", payload }))).toEqual({ id: "some-id-1", payload });
    }),
  );
});

test("a text of somebody else is not taken for a message", () => {
  expect(unwrap("no separator")).toBeUndefined();
  expect(unwrap("\nno id")).toBeUndefined();
});
