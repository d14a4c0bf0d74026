import { expect, test } from "vitest";

import { commandPrefix, explainWith, quote, repeatCommand } from "./repeat-command.ts";
import { readRunOptions } from "./run/run-options.ts";

test("the command names what differs from the defaults, the bus and the seed always", () => {
  const options = readRunOptions({ scenario: ["restart"] });
  expect(repeatCommand("npm run chaos --", options, 42)).toBe(
    "npm run chaos -- --scenario restart --bus streams --seed 42",
  );
});

test("the command gives back every choice that matters", () => {
  const options = readRunOptions({
    all: true,
    variant: ["short"],
    bus: "./my bus's.ts",
    "redis-url": "redis://user:hunter2@127.0.0.1:6379",
    "allow-remote": true,
    link: "embedded",
    messages: "5",
    "recovery-within": "5s",
    "until-fail": true,
  });
  const command = repeatCommand("npx bus-chaos", options, 7);
  expect(command).toBe(
    "npx bus-chaos --all --variant short --bus './my bus'\\''s.ts' --seed 7 " +
      "--redis-url 'redis://***:***@127.0.0.1:6379' --link embedded --messages 5 " +
      "--recovery-within 5000ms --until-fail --allow-remote",
  );
});

test("it begins as this process was called", () => {
  expect(commandPrefix({ npm_lifecycle_event: "chaos" }, "/x/src/cli.ts")).toBe("npm run chaos --");
  expect(commandPrefix({}, "/x/node_modules/.bin/bus-chaos")).toBe("npx bus-chaos");
  expect(commandPrefix({}, `${process.cwd()}/src/cli.ts`)).toBe("node src/cli.ts");
});

test("the command that explains a message begins in the same way, and quotes its words", () => {
  expect(explainWith("npm run chaos --")("reports/my runs/1", "publisher-0/17")).toBe(
    "npm run chaos -- explain 'reports/my runs/1' publisher-0/17",
  );
});

test("words are quoted for a shell only where they must be", () => {
  expect(["plain-1.ts", "two words", "$(rm)", ""].map(quote)).toEqual([
    "plain-1.ts",
    "'two words'",
    "'$(rm)'",
    "''",
  ]);
});
