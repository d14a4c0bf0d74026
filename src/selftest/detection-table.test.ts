import { expect, test } from "vitest";

import { buildDetectionTable, detectionLines } from "./detection-table.ts";
import { observedRun } from "./testing/small-selftest.ts";

const runs = [
  observedRun({ bus: "forgets", run: "restart/term", verdict: "fail", kinds: ["not-recovered"] }),
  observedRun({ bus: "forgets", run: "restart/kill", verdict: "fail", kinds: ["lost"] }),
  observedRun({ bus: "forgets", run: "restart/off", verdict: "unknown" }),
  observedRun({ bus: "forgets", run: "leak/calm" }),
  observedRun({ bus: "forgets", run: "fan-out/calm", verdict: "not-applicable" }),
  observedRun({ bus: "leaks", run: "leak/calm", verdict: "unknown" }),
  observedRun({ bus: "leaks", run: "leak/cuts" }),
  observedRun({ bus: "stranger", run: "leak/calm", verdict: "fail", kinds: ["leak"] }),
  observedRun({ bus: "escapes", run: "restart/kill" }),
];
const buses = ["leaks", "forgets", "escapes"];
const table = buildDetectionTable(buses, ["restart", "fan-out", "leak"], runs);

test("the detection table has a row for each bus and a cell for each scenario", () => {
  expect(table).toEqual({
    scenarios: ["restart", "fan-out", "leak"],
    rows: [
      { bus: "leaks", cells: ["", "", "?"] },
      { bus: "forgets", cells: ["lost, not-recovered", "", "·"] },
      { bus: "escapes", cells: ["·", "", ""] },
    ],
  });
});

test("the printed detection table has a line for each scenario with findings or without evidence", () => {
  expect(detectionLines(table)).toEqual([
    ["bus", "scenario", "findings", "no finding in"],
    ["leaks", "leak", "unknown", ""],
    ["forgets", "restart", "lost, not-recovered", "leak"],
    ["escapes", "", "", "restart"],
  ]);
});

test("the printed detection table says so if a bus ran in all scenarios, and one found it", () => {
  const rows = [{ bus: "forgets", cells: ["·", "lost", "·"] }];
  const [, line] = detectionLines({ scenarios: ["restart", "fan-out", "leak"], rows });
  expect(line).toEqual(["forgets", "fan-out", "lost", "every other scenario"]);
});
