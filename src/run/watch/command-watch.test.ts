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

test("the commands of a role that is followed are kept, and when it was ready", () => {
  const { commands, operations } = watched();
  const followed = commands.follow("subscriber-a");
  expect(followed.readyMs).toBe(-Infinity);
  for (const operation of operations) commands.watch(operation);
  expect(followed.commands.map(({ command }) => command)).toEqual(["HELLO", "XREADGROUP"]);
  expect(followed.readyMs).toBe(5);
});

test("what came before a role was followed is not kept", () => {
  const { commands, operations } = watched();
  for (const operation of operations) commands.watch(operation);
  expect(commands.follow("subscriber-a")).toMatchObject({ commands: [], readyMs: -Infinity });
});
