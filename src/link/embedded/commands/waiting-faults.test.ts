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
])("a fault does not match a command with %o", (difference) => {
  const rules = createWaitingFaults();
  rules.arm(stallAt("before-reply"));
  expect(rules.take({ ...point, ...difference })).toEqual([]);
  expect(rules.isEmpty()).toBe(false);
});

test("faults at one command are taken in the order in which they strike, and once", () => {
  const rules = createWaitingFaults();
  for (const position of ["mid-reply", "before-forwarding", "before-reply"] as const) {
    rules.arm(stallAt(position));
  }
  const taken = rules.take(point).map(({ fault }) => fault.position);
  expect(taken).toEqual(["before-forwarding", "before-reply", "mid-reply"]);
  expect(rules.take(point)).toEqual([]);
  expect(rules.isEmpty()).toBe(true);
});

test("a disarmed fault matches nothing", () => {
  const rules = createWaitingFaults();
  rules.disarm(rules.arm(stallAt("before-reply")));
  expect(rules.take(point)).toEqual([]);
});
