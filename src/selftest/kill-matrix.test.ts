import { expect, test } from "vitest";

import { buildKillMatrix, matrixLines } from "./kill-matrix.ts";
import { sighted } from "./testing/small-selftest.ts";

test("the kill matrix shows what each scenario found, and what it did not", () => {
  const sightings = [
    sighted({ bus: "forgets", run: "restart/term", verdict: "fail", kinds: ["not-recovered"] }),
    sighted({ bus: "forgets", run: "restart/kill", verdict: "fail", kinds: ["lost"] }),
    sighted({ bus: "forgets", run: "restart/off", verdict: "unknown" }),
    sighted({ bus: "forgets", run: "leak/calm" }),
    sighted({ bus: "forgets", run: "fan-out/calm", verdict: "not-applicable" }),
    sighted({ bus: "leaks", run: "leak/calm", verdict: "unknown" }),
    sighted({ bus: "leaks", run: "leak/cuts" }),
    sighted({ bus: "stranger", run: "leak/calm", verdict: "fail", kinds: ["leak"] }),
  ];
  const matrix = buildKillMatrix(["leaks", "forgets"], ["restart", "fan-out", "leak"], sightings);
  expect(matrixLines(matrix)).toEqual([
    ["bus", "restart", "fan-out", "leak"],
    ["leaks", "", "", "?"],
    ["forgets", "lost, not-recovered", "", "·"],
  ]);
});
