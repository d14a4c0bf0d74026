import { expect, test } from "vitest";

import { scriptHistory } from "../../judging/testing/history-builder.ts";
import { createCommandWatch } from "./command-watch.ts";

function watched() {
  const commands = createCommandWatch();
  const history = scriptHistory({ hasCommands: true })
    .subscribe({ at: 0, group: "a", tookMs: 5 })
    .wire({ at: 1, by: "subscriber-a", command: "HELLO" })
    .wire({ at: 1, by: "subscriber-b", command: "HELLO" })
    .wire({ at: 9, by: "subscriber-a", command: "XREADGROUP" });
  return { commands, operations: history.operations() };
}

test("the command watch keeps the commands of a followed role, and the time when it was ready", () => {
  const { commands, operations } = watched();
  const followed = commands.follow("subscriber-a");
  expect(followed.readyMs).toBe(-Infinity);
  for (const operation of operations) commands.watch(operation);
  expect(followed.commands.map(({ command }) => command)).toEqual(["HELLO", "XREADGROUP"]);
  expect(followed.readyMs).toBe(5);
});

test("the command watch keeps no command from before a role was followed", () => {
  const { commands, operations } = watched();
  for (const operation of operations) commands.watch(operation);
  expect(commands.follow("subscriber-a")).toMatchObject({ commands: [], readyMs: -Infinity });
});
