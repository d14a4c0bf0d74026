import { expect, test } from "vitest";

import { alignColumns } from "./table.ts";

test("alignColumns makes a column as wide as its widest cell, without spaces at the end", () => {
  const rows = [["a", "1", "x"], ["✓ long", "100", ""], ["short row"]];
  expect(alignColumns(rows, ["left", "right"])).toEqual([
    "a            1  x",
    "✓ long     100",
    "short row",
  ]);
});
