import { expect, test } from "vitest";

import { repeatCommand } from "./repeat-command.ts";
import { readRunOptions } from "./run/run-options.ts";

test("the command names what differs from the defaults, the bus and the seed always", () => {
  const options = readRunOptions({ scenario: ["restart"] });
  expect(repeatCommand(options, 42)).toBe(
    "npx bus-chaos --scenario restart --bus streams --seed 42",
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
  const command = repeatCommand(options, 7);
  expect(command).toBe(
    "npx bus-chaos --all --variant short --bus './my bus'\\''s.ts' --seed 7 " +
      "--redis-url 'redis://***:***@127.0.0.1:6379' --link embedded --messages 5 " +
      "--recovery-within 5000ms --until-fail --allow-remote",
  );
});
