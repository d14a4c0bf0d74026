import { expect, test } from "vitest";

import { renderSafely } from "./render-safely.ts";

test("renderSafely reports a rendering error and returns nothing", () => {
  const complaints: string[] = [];
  const throwing = (): string => {
    throw new Error("no such colour");
  };
  const complain = (text: string): void => void complaints.push(text);
  expect(renderSafely("the summary", throwing, complain)).toBeUndefined();
  expect(complaints[0]).toContain("cannot render the summary: no such colour");
});
