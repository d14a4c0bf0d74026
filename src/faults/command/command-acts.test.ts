import { expect, test } from "vitest";

import type { CommandAct } from "../../link/contract/command-point.ts";
import { actText, isInstantaneousAct, keepsConnection, parseAct } from "./command-acts.ts";

const acts: readonly [CommandAct, string][] = [
  [{ kind: "fin" }, "fin"],
  [{ kind: "rst" }, "rst"],
  [{ kind: "blackhole" }, "blackhole"],
  [{ kind: "stall" }, "stall"],
  [{ kind: "delay", delayMs: 100 }, "delay-100"],
  [{ kind: "error", error: "LOADING" }, "LOADING"],
];

test.each(acts)("writes %j as the word %s and reads it back", (act, text) => {
  expect(actText(act)).toBe(text);
  expect(parseAct(text)).toEqual(act);
});

test.each(["", "FIN", "delay", "delay-0", "delay-12345678", "loading", "ERR"])(
  "reads no act from the text %j",
  (text) => {
    expect(parseAct(text)).toBeUndefined();
  },
);

test("counts recovery from the act for all kinds but a stall", () => {
  const lasting = acts.filter(([act]) => !isInstantaneousAct(act)).map(([, text]) => text);
  expect(lasting).toEqual(["stall"]);
});

test("keeps the connection only after a delay and an error reply", () => {
  const keeping = acts.filter(([act]) => keepsConnection(act)).map(([, text]) => text);
  expect(keeping).toEqual(["delay-100", "LOADING"]);
});
