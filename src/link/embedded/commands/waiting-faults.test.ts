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
