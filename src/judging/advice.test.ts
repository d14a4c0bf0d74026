import { expect, test } from "vitest";

import { adviceOf } from "./advice.ts";
import { findingPages } from "./pages.ts";

const rules = findingPages.flatMap((page) => page.rules);

test.each(rules)("the rule $id has a next step in one line", ({ id, hint }) => {
  expect(hint.length).toBeGreaterThan(20);
  expect(hint).not.toContain("\n");
  expect(hint).toMatch(/[.]$/u);
  expect(adviceOf({ rule: id })).toBe(hint);
});

test("the next step of a cause counts before that of its rule", () => {
  const cause = { name: "stuck pending", advice: "Read with id 0." };
  expect(adviceOf({ rule: "lost/never-received", cause })).toBe("Read with id 0.");
  expect(adviceOf({ rule: "lost/never-received", advice: "Look." })).toBe("Look.");
  expect(adviceOf({ rule: "lost/not-recorded" })).toBeUndefined();
});

test("no rule for a drain that stalled advises a lower rate", () => {
  expect(adviceOf({ rule: "no-evidence/unexplained-stall" })).not.toContain("rate");
});
