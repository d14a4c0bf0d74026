import { expect, test } from "vitest";

import { unwrap, wrap } from "./envelope.ts";

test.each(["", "plain", "with\nnewlines\n", "\n", "\u0000 and ✓", '{"json":true}'])(
  "unwrap returns the payload that wrap was given: %j",
  (payload) => {
    expect(unwrap(wrap({ id: "some-id-1", payload }))).toEqual({ id: "some-id-1", payload });
  },
);

test("unwrap returns undefined for a text without an id", () => {
  expect(unwrap("no separator")).toBeUndefined();
  expect(unwrap("\nno id")).toBeUndefined();
});
