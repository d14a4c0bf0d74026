import { describe, expect, test } from "vitest";

import type { FoundMessage } from "../../history/operations/keyspace-operation.ts";
import { scriptHistory } from "../testing/history-builder.ts";
import { keyspaceOf } from "./keyspace.ts";

type Search = Parameters<ReturnType<typeof scriptHistory>["keyspace"]>[0];

const message = "publisher-0/0";

function placeIn(...pages: readonly Search[]) {
  const history = scriptHistory().publish(message, { at: 10 });
  for (const page of pages) history.keyspace(page);
  return keyspaceOf(history.build()).placeOf(message);
}

describe("the place of a message that the search found", () => {
  test.each<[string, Omit<FoundMessage, "message">]>([
    ["waiting in list q:wait", { key: "q:wait", type: "list" }],
    ["waiting in sorted set q:delayed", { key: "q:delayed", type: "zset" }],
    ["waiting in stream q:log", { key: "q:log", type: "stream" }],
    [
      "waiting in list q:wait",
      { key: "q:7", type: "hash", queue: { key: "q:wait", type: "list" } },
    ],
    [
      "in work in list q:active",
      { key: "q:7", type: "hash", queue: { key: "q:active", type: "list" } },
    ],
    ["in work in list q:processing", { key: "q:processing", type: "list" }],
    ["in work under lock q:7:lock", { key: "q:7", type: "hash", lock: "q:7:lock" }],
    [
      "set aside in sorted set q:failed",
      { key: "q:7", type: "hash", queue: { key: "q:failed", type: "zset" } },
    ],
    ["kept in hash q:7", { key: "q:7", type: "hash" }],
    ["kept in string q:active:7", { key: "q:active:7", type: "string" }],
    ["waiting in list q:wait of database 3", { key: "q:wait", type: "list", database: 3 }],
  ])("the place is named: %s", (place, found) => {
    expect(placeIn({ found: [{ message, ...found }] })).toBe(place);
  });

  test("a message is found on any page, even if the search was not whole", () => {
    const found = [{ message, key: "q:wait", type: "list" }] as const;
    expect(placeIn({ messages: 3 }, { found, complete: false })).toBe("waiting in list q:wait");
  });
});

describe("the place of a message that the search did not find", () => {
  test("a message is not in Redis if the search read other messages of the run", () => {
    expect(placeIn({ messages: 3 })).toBe("not in Redis");
  });

  test("a message is not in Redis if Redis has no key at all", () => {
    expect(placeIn({ messages: 0, keys: 0 })).toBe("not in Redis");
  });

  test.each<[string, readonly Search[]]>([
    ["there was no search", []],
    ["the search read no message, so payloads may be compressed", [{ messages: 0, keys: 3 }]],
    ["the search ended at a bound", [{ messages: 3, complete: false }]],
    ["the search failed", [{ messages: 3, error: "timed out" }]],
    ["a page of it failed", [{ messages: 3 }, { messages: 3, error: "timed out" }]],
  ])("the place of a message is unknown if %s", (_why, pages) => {
    expect(placeIn(...pages)).toBeUndefined();
  });
});
