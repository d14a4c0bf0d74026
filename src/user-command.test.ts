import { expect, test } from "vitest";

import { commandPrefix, quote, userCommand } from "./user-command.ts";

test("a printed command begins as this process was started", () => {
  expect(commandPrefix({ npm_lifecycle_event: "chaos" }, "/x/src/cli.ts")).toBe("npm run chaos --");
  expect(commandPrefix({}, "/x/node_modules/.bin/bus-chaos")).toBe("npx bus-chaos");
  expect(commandPrefix({}, `${process.cwd()}/src/cli.ts`)).toBe("node src/cli.ts");
  expect(commandPrefix({}, `${process.cwd()}/src/launch/bus-chaos.mjs`)).toBe(
    "node src/launch/bus-chaos.mjs",
  );
  expect(commandPrefix({}, "/x/node_modules/bus-chaos/dist/launch/bus-chaos.mjs")).toBe(
    "npx bus-chaos",
  );
});

test("a printed command begins with the installed command if another program printed it", () => {
  expect(commandPrefix({}, "/x/node_modules/vitest/vitest.mjs")).toBe("npx bus-chaos");
  expect(commandPrefix({}, "")).toBe("npx bus-chaos");
});

test("a printed command quotes the words that a shell would split", () => {
  expect(userCommand("explain", "reports/my runs/1", "publisher-0/17")).toMatch(
    / explain 'reports\/my runs\/1' publisher-0\/17$/u,
  );
});

test("a word is quoted for a shell only if it must be", () => {
  expect(["plain-1.ts", "two words", "$(rm)", ""].map(quote)).toEqual([
    "plain-1.ts",
    "'two words'",
    "'$(rm)'",
    "''",
  ]);
});
