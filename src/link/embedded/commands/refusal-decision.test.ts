import { expect, test } from "vitest";

import type { RefusalName } from "../../contract/command-point.ts";
import { createRefusalDecision } from "./refusal-decision.ts";

/** Returns the commands of a connection that the link refuses while this error is in force. */
function refusedOf(error: RefusalName, ...names: readonly string[]): readonly string[] {
  const decide = createRefusalDecision(() => error);
  return names.filter((name) => decide(name) === error);
}

const everyday = ["HELLO", "PING", "XADD", "XREADGROUP", "XACK", "PUBLISH", "SUBSCRIBE", "GET"];
const rare = ["XGROUP CREATE", "XGROUP DELCONSUMER", "XINFO CONSUMERS", "EVAL", "CLIENT SETNAME"];

test.for<[RefusalName, readonly string[]]>([
  ["READONLY", ["XADD", "XREADGROUP", "XACK", "XGROUP CREATE", "XGROUP DELCONSUMER", "EVAL"]],
  ["OOM", ["XADD", "XGROUP CREATE", "EVAL"]],
  [
    "LOADING",
    ["PING", "XADD", "XREADGROUP", "XACK", "GET", "XGROUP CREATE", "XGROUP DELCONSUMER"].concat(
      "XINFO CONSUMERS",
      "EVAL",
    ),
  ],
  ["NOGROUP", ["XREADGROUP", "XGROUP DELCONSUMER", "XINFO CONSUMERS"]],
  ["NOPERM", [...everyday, ...rare].filter((name) => name !== "HELLO")],
])("%s refuses the commands that Redis refuses so", ([error, expected]) => {
  expect(refusedOf(error, ...everyday, ...rare)).toEqual(expected);
});

test("nothing is refused while no error is in force", () => {
  const decide = createRefusalDecision(() => undefined);
  expect([...everyday, ...rare].map(decide)).toEqual(Array(13).fill(undefined));
});

test.for<[RefusalName, readonly string[]]>([
  ["READONLY", ["EXEC"]],
  ["LOADING", ["EXEC"]],
  ["OOM", ["EXEC"]],
  ["NOPERM", ["EXEC"]],
  ["NOGROUP", []],
])("%s refuses the EXEC of a transaction that was queued before", ([error, expected]) => {
  const inForce: { error?: RefusalName } = {};
  const decide = createRefusalDecision(() => inForce.error);
  for (const name of ["MULTI", "XADD", "GET"]) decide(name);
  inForce.error = error;
  expect(["EXEC"].filter((name) => decide(name) !== undefined)).toEqual(expected);
});

test("READONLY lets a transaction of reads pass, and OOM refuses whatever is to be queued", () => {
  const transaction = ["MULTI", "GET", "EXEC", "GET"];
  expect(refusedOf("READONLY", ...transaction)).toEqual([]);
  expect(refusedOf("OOM", ...transaction)).toEqual(["GET"]);
});

test("NOGROUP lets the commands of a transaction pass, because it would be part of the reply to EXEC", () => {
  expect(refusedOf("NOGROUP", "MULTI", "XCLAIM", "EXEC", "XCLAIM")).toEqual(["XCLAIM"]);
});
