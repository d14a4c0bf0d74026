import { expect, test } from "vitest";

import { unwrap, wrap } from "./envelope.ts";

test.each(["", "plain", "with\nnewlines\n", "\n", "\u0000 and ✓", '{"json":true}'])(
  "a payload comes out as it went in: %j",
  (payload) => {
    expect(unwrap(wrap({ id: "some-id-1", payload }))).toEqual({ id: "some-id-1", payload });
  },
);

test("a text of somebody else is not taken for a message", () => {
  expect(unwrap("no separator")).toBeUndefined();
  expect(unwrap("\nno id")).toBeUndefined();
});
