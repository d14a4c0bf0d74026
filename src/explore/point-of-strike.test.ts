import { expect, test } from "vitest";

import type { StrikeCommand } from "../history/strike-moment.ts";
import { pointOfStrike } from "./point-of-strike.ts";
import { parseToken } from "./token.ts";

const strike: StrikeCommand = {
  role: "subscriber-3",
  connectionName: "reader",
  command: "XREADGROUP",
  key: "stream:orders",
  occurrence: 137,
  position: "before-reply",
  act: "rst",
};

test("a strike of a run becomes a token for the same command of the small run of the exploration", () => {
  const token = pointOfStrike(strike);
  expect(token).toBe("subscriber-0/reader/XREADGROUP/stream:orders/5/before-reply/rst");
  expect(parseToken(token ?? "")).toHaveLength(1);
});

test("a strike on a connection without a name has a token too", () => {
  const { connectionName: _name, ...unnamed } = strike;
  expect(pointOfStrike(unnamed)).toBe("subscriber-0/-/XREADGROUP/stream:orders/5/before-reply/rst");
});

test("a strike has no token if no act at one command does the same", () => {
  const { act: _act, ...latency } = strike;
  expect(pointOfStrike(latency)).toBeUndefined();
});
