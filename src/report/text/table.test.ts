import { expect, test } from "vitest";

import { alignColumns } from "./table.ts";

test("columns are as wide as their widest cell and lines end without spaces", () => {
  const rows = [["a", "1", "x"], ["✓ long", "100", ""], ["short row"]];
  expect(alignColumns(rows, ["left", "right"])).toEqual([
    "a            1  x",
    "✓ long     100",
    "short row",
  ]);
});
