import { describe, expect, test } from "vitest";

import type { CommandTraits } from "./command-traits.ts";
import { connectionActs, errorsOf, faultsAt, killsAt } from "./faults-at-command.ts";
import { formatToken } from "./token.ts";

const point = {
  role: "publisher-0",
  connection: "commands",
  command: "XADD",
  key: "stream:orders",
  occurrence: 1,
};
const traits = (flags: readonly string[], firstKey = 1): CommandTraits => ({
  flags: new Set(flags),
  firstKey,
});
/** Rows of `COMMAND INFO` of Redis 7.0. */
const table: Readonly<Record<string, CommandTraits>> = {
  XADD: traits(["write", "denyoom", "fast"]),
  XREADGROUP: traits(["write", "blocking", "movablekeys"], 0),
  XACK: traits(["write", "fast"]),
  PUBLISH: traits(["pubsub", "loading", "stale", "fast", "may_replicate"], 0),
  PING: traits(["fast"], 0),
  TIME: traits(["loading", "stale", "fast"], 0),
  EVALSHA: traits(["noscript", "stale", "may_replicate", "movablekeys"], 0),
  XRANGE: traits(["readonly"]),
};

describe("the errors that a command can be given", () => {
  test.each([
    ["XADD", ["LOADING", "READONLY", "OOM", "MISCONF", "CLUSTERDOWN", "MASTERDOWN"]],
    ["XREADGROUP", ["LOADING", "READONLY", "MISCONF", "NOGROUP", "CLUSTERDOWN", "MASTERDOWN"]],
    ["XACK", ["LOADING", "READONLY", "MISCONF", "CLUSTERDOWN", "MASTERDOWN"]],
    ["PUBLISH", []],
    ["PING", ["LOADING", "MISCONF", "MASTERDOWN"]],
    ["TIME", []],
    ["EVALSHA", ["LOADING", "READONLY", "OOM", "MISCONF", "CLUSTERDOWN", "NOSCRIPT"]],
    ["XRANGE", ["LOADING", "CLUSTERDOWN", "MASTERDOWN"]],
  ])("errorsOf returns the errors that Redis gives to %s", (command, errors) => {
    expect(errorsOf(command, table[command])).toEqual(errors);
  });

  test("errorsOf returns no errors for a command that the server does not know", () => {
    expect(errorsOf("NO.SUCH", undefined)).toEqual([]);
  });
});

describe("the faults at a command", () => {
  test("faultsAt returns each act at each position, and each error reply before forwarding", () => {
    const faults = faultsAt({ point, answered: true }, connectionActs, table["XADD"]);
    expect(faults).toHaveLength(4 * 5 + 6);
    expect(new Set(faults.map((fault) => formatToken([fault]))).size).toBe(faults.length);
  });

  test("faultsAt leaves out the positions at the reply if the command had no reply", () => {
    const faults = faultsAt({ point, answered: false }, connectionActs);
    const positions = new Set(faults.map(({ position }) => position));
    expect([...positions]).toEqual(["before-forwarding", "mid-request"]);
  });
});

describe("the kills at a command", () => {
  const read = { ...point, role: "subscriber-0", connection: "reader", command: "XREADGROUP" };
  const tokensOf = (role: "publisher" | "subscriber", canKillRedis: boolean): string[] => {
    const traced = { point: role === "publisher" ? point : read, answered: true };
    const kills = killsAt(traced, table[traced.point.command], canKillRedis);
    return kills.map((fault) => formatToken([fault]).split("/").slice(-2).join("/"));
  };

  test("a subscriber dies before and after its command, and Redis after a write", () => {
    const kills = ["before-forwarding/kill", "before-reply/kill", "before-reply/kill-redis"];
    expect(tokensOf("subscriber", true)).toEqual(kills);
  });

  test("a publisher does not die, and a Redis of the user does not either", () => {
    expect(tokensOf("publisher", true)).toEqual(["before-reply/kill-redis"]);
    expect(tokensOf("publisher", false)).toEqual([]);
    expect(tokensOf("subscriber", false)).toEqual(["before-forwarding/kill", "before-reply/kill"]);
  });

  test("a command without a reply and a command that only reads have no kill of Redis", () => {
    const kinds = (command: string, answered: boolean): readonly string[] =>
      killsAt({ point: { ...read, command }, answered }, table[command], true).map(
        ({ act }) => act.kind,
      );
    expect(kinds("XREADGROUP", false)).toEqual([]);
    expect(kinds("XRANGE", true)).toEqual(["kill", "kill"]);
  });
});
