import { describe, expect, test } from "vitest";

import type { ClientCommand } from "../../../resp/pairing/conversation.ts";
import { createOccurrences } from "./occurrences.ts";

function came(name: string, key?: string, connectionName?: string): ClientCommand {
  return { sequence: 0, args: [], name, key, handshake: false, connectionName };
}

describe("occurrences", () => {
  test.for([
    [undefined, undefined],
    ["", undefined],
    ["subscriber-1", undefined],
    ["subscriber-1:", undefined],
    ["subscriber-1:reader", "reader"],
    ["subscriber-1-reader", "reader"],
    ["subscriber-1/reader:2", "reader:2"],
    ["subscriber-1.reader", "reader"],
    ["subscriber-10:reader", "subscriber-10:reader"],
    ["reader", "reader"],
  ])("name the connection %j of the role subscriber-1 %j", ([name, connection]) => {
    const point = createOccurrences("subscriber-1").count(came("PING", undefined, name), "");
    expect(point).toEqual({
      role: "subscriber-1",
      connection,
      command: "PING",
      key: undefined,
      occurrence: 1,
    });
  });

  test("are counted separately for each connection name, command and key", () => {
    const occurrences = createOccurrences("publisher-0");
    const commands = [
      came("XADD", "run:a"),
      came("XADD", "run:a"),
      came("XADD", "run:b"),
      came("XLEN", "run:a"),
      came("XADD", "run:a", "publisher-0:two"),
      came("XADD", "a", "two"),
      came("XADD"),
      came("XADD", "run:a"),
    ];
    const points = commands.map((one) => occurrences.count(one, "run:"));
    expect(points.map(({ key, occurrence }) => [key, occurrence])).toEqual([
      ["a", 1],
      ["a", 2],
      ["b", 1],
      ["a", 1],
      ["a", 1],
      ["a", 2],
      [undefined, 1],
      ["a", 3],
    ]);
  });

  test("can be asked for how many commands of a name have come", () => {
    const occurrences = createOccurrences("publisher-0");
    const name = { connection: undefined, command: "XADD", key: "a" };
    expect(occurrences.counted(name)).toBe(0);
    occurrences.count(came("XADD", "run:a"), "run:");
    occurrences.count(came("XADD", "run:a"), "run:");
    expect(occurrences.counted(name)).toBe(2);
    expect(occurrences.counted({ ...name, connection: "two" })).toBe(0);
  });
});

test("countMatches adds up the commands of all names for which a point stands", () => {
  const occurrences = createOccurrences("publisher-0");
  for (const key of ["run:q:1", "run:q:2", "run:q:2", "run:orders"]) {
    occurrences.count(came("BRPOP", key, "publisher-0:reader-7"), "run:");
  }
  const point = { role: "publisher-0", connection: "reader-…", command: "BRPOP", occurrence: 9 };
  expect(occurrences.countMatches({ ...point, key: "q:…" })).toBe(3);
  expect(occurrences.countMatches({ ...point, key: "orders" })).toBe(1);
  expect(occurrences.countMatches({ ...point, command: "LPOP", key: "q:…" })).toBe(0);
});
