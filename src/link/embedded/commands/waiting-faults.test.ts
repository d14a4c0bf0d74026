import { expect, test } from "vitest";

import type { CommandPosition } from "../../../history/struck-command.ts";
import type { CommandFault } from "../../contract/command-point.ts";
import { createWaitingFaults } from "./waiting-faults.ts";

const point = {
  role: "publisher-0",
  connection: "commands",
  command: "XADD",
  key: "orders",
  occurrence: 2,
};
const stallAt = (position: CommandPosition): CommandFault => ({
  point,
  position,
  act: { kind: "stall" },
});

test.for([
  { role: "publisher-1" },
  { connection: undefined },
  { command: "XDEL" },
  { key: "refunds" },
  { occurrence: 3 },
])("a waiting fault does not match a command with %o", (difference) => {
  const waiting = createWaitingFaults();
  waiting.arm(stallAt("before-reply"));
  expect(waiting.take({ ...point, ...difference })).toEqual([]);
  expect(waiting.isEmpty()).toBe(false);
});

test("waiting faults at one command are taken once, in the order in which they strike", () => {
  const waiting = createWaitingFaults();
  for (const position of ["mid-reply", "before-forwarding", "before-reply"] as const) {
    waiting.arm(stallAt(position));
  }
  const taken = waiting.take(point).map(({ fault }) => fault.position);
  expect(taken).toEqual(["before-forwarding", "before-reply", "mid-reply"]);
  expect(waiting.take(point)).toEqual([]);
  expect(waiting.isEmpty()).toBe(true);
});

test("a disarmed fault matches no command", () => {
  const waiting = createWaitingFaults();
  waiting.disarm(waiting.arm(stallAt("before-reply")));
  expect(waiting.take(point)).toEqual([]);
});

test("a pattern counts the commands of all names for which it stands", () => {
  const waiting = createWaitingFaults();
  const { role, command, occurrence } = point;
  const pattern = { role, connection: "reader-…", command, key: "inbox:…", occurrence };
  waiting.arm({ ...stallAt("before-reply"), point: pattern });
  const came = { ...point, connection: "reader-17", occurrence: 1 };
  expect(waiting.take({ ...came, key: "inbox:a" })).toEqual([]);
  expect(waiting.take({ ...came, key: "orders" })).toEqual([]);
  expect(waiting.take({ ...came, key: "inbox:b" })).toHaveLength(1);
});

test("a pattern that is armed late counts the commands that came before", () => {
  const waiting = createWaitingFaults();
  const matches = 1;
  waiting.arm({ ...stallAt("before-reply"), point: { ...point, key: "…" } }, matches);
  expect(waiting.take({ ...point, key: "inbox:b", occurrence: 1 })).toHaveLength(1);
});
