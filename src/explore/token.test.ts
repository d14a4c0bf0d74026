import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { UsageError } from "../errors.ts";
import { commandPositions } from "../history/struck-command.ts";
import {
  errorReplyNames,
  type CommandAct,
  type CommandFault,
} from "../link/contract/command-point.ts";
import { formatToken, parseToken } from "./token.ts";

const cutAtSeventhAppend: CommandFault = {
  point: {
    role: "publisher-0",
    connection: "commands",
    command: "XADD",
    key: "stream:orders",
    occurrence: 7,
  },
  position: "before-reply",
  act: { kind: "rst" },
};

test("a token writes the changing part of a name as @, and a real @ as %40", () => {
  const point = { ...cutAtSeventhAppend.point, connection: "reader-…", key: "user@home" };
  const fault = { ...cutAtSeventhAppend, point };
  const token = "publisher-0/reader-@/XADD/user%40home/7/before-reply/rst";
  expect(formatToken([fault])).toBe(token);
  expect(parseToken(token)).toEqual([fault]);
});

const name = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("reader-…", "user@home", "-", "_", "…@"),
);
const point = fc.record({
  role: name,
  connection: fc.option(name, { nil: undefined }),
  command: fc.constantFrom("XADD", "XGROUP CREATE", "CLIENT NO-EVICT", "MY.MODULE", "Ä+/,"),
  key: fc.option(name, { nil: undefined }),
  occurrence: fc.integer({ min: 1, max: 999_999_999 }),
});
const connectionAct: fc.Arbitrary<CommandAct> = fc.oneof(
  fc.constantFrom<CommandAct>({ kind: "fin" }, { kind: "rst" }, { kind: "blackhole" }),
  fc.constant<CommandAct>({ kind: "stall" }),
  fc.integer({ min: 1, max: 9_999_999 }).map((delayMs): CommandAct => ({ kind: "delay", delayMs })),
);
const fault: fc.Arbitrary<CommandFault> = fc.oneof(
  fc.record({ point, position: fc.constantFrom(...commandPositions), act: connectionAct }),
  fc.record({
    point,
    position: fc.constant("before-forwarding" as const),
    act: fc.constantFrom(...errorReplyNames).map((error): CommandAct => ({ kind: "error", error })),
  }),
);
const faults = fc.array(fault, { minLength: 1, maxLength: 2 });

describe("a token", () => {
  test("formatToken joins role, connection, command, key, occurrence, position and act", () => {
    expect(formatToken([cutAtSeventhAppend])).toBe(
      "publisher-0/commands/XADD/stream:orders/7/before-reply/rst",
    );
  });

  test("formatToken writes a dash for a missing name and a plus before a subcommand", () => {
    const bare: CommandFault = {
      point: { ...cutAtSeventhAppend.point, connection: undefined, key: undefined },
      position: "before-forwarding",
      act: { kind: "error", error: "LOADING" },
    };
    const pointOfGroup = { ...bare.point, command: "XGROUP CREATE" };
    expect(formatToken([{ ...bare, point: pointOfGroup }])).toBe(
      "publisher-0/-/XGROUP+CREATE/-/7/before-forwarding/LOADING",
    );
  });

  test("parseToken returns the faults that formatToken got", () => {
    fc.assert(
      fc.property(faults, (some) => {
        expect(parseToken(formatToken(some))).toEqual(some);
      }),
    );
  });

  test("formatToken returns a text that needs no quotes in a shell", () => {
    fc.assert(
      fc.property(faults, (some) => {
        expect(formatToken(some)).toMatch(/^[\w%+:,./@-]+$/);
      }),
    );
  });

  test.each([
    ["", "seven parts"],
    ["publisher-0/commands/XADD/stream:orders/7/before-reply", "seven parts"],
    ["publisher-0/commands/XADD/stream:orders/7/before-reply/rst/more", "seven parts"],
    ["publisher-0/commands/XADD/stream:orders/0/before-reply/rst", "from 1"],
    ["publisher-0/commands/XADD/stream:orders/seven/before-reply/rst", "from 1"],
    ["publisher-0/commands/XADD/stream:orders/7/afterwards/rst", "no position afterwards"],
    ["publisher-0/commands/XADD/stream:orders/7/before-reply/explode", "no act explode"],
    ["publisher-0/commands/XADD/stream:orders/7/before-reply/delay-0", "no act delay-0"],
    ["publisher-0/commands/XADD/stream:orders/7/before-reply/OOM", "before-forwarding"],
    ["publisher-0/commands/XADD/%E0%A4%A/7/before-reply/rst", "percent-encoded"],
  ])('parseToken refuses the malformed token "%s"', (text, why) => {
    expect(() => parseToken(text)).toThrow(UsageError);
    expect(() => parseToken(text)).toThrow(why);
  });
});

test("the token of a fault in a handler names the message", () => {
  const inHandler = { message: "publisher-0/7" };
  expect(formatToken([inHandler])).toBe("handler/publisher-0/7/throw");
  expect(parseToken("handler/publisher-0/7/throw")).toEqual([inHandler]);
});

test.each(["handler/publisher-0/7", "handler/publisher-0/x/throw", "handler/publisher-0/7/fin"])(
  "%s is no token",
  (token) => {
    expect(() => parseToken(token)).toThrow(UsageError);
  },
);
