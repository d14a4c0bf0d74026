import { expect, test } from "vitest";

import { says } from "./says.ts";

test.each([
  ["publisher-0 lost 3 of 7 messages.", "lost 3 of 7", true],
  ["publisher-0 lost 3 of 7 messages.", "lost 4", false],
  ["publisher-0 lost 3 of 7 messages.", "publisher-0 lost … messages.", true],
  [
    "publisher-0 lost 3, publisher-1 lost 4 (the limit is 0)",
    "publisher-0 lost … (the limit",
    false,
  ],
  [
    "publisher-0 lost 3, publisher-1 lost 4 (the limit is 0)",
    "publisher-1 lost … (the limit",
    true,
  ],
  ["publisher-0 lost 3 (the limit is 0)", "lost 3 .the", false],
])("%s: %s is said: %s", (summary, expected, isSaid) => {
  expect(says(summary, expected)).toBe(isSaid);
});
