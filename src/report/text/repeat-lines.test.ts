import { describe, expect, test } from "vitest";

import { lossyResult, someResult } from "../../../tests/support/report-fixtures.ts";
import type { Result } from "../model/run-report.ts";
import { pointLines, repeatLines } from "./repeat-lines.ts";

const command = "npm run chaos -- --scenario partition --bus './my bus.ts' --seed 3 --repeat 3";
const read = "subscriber-0/reader/XREADGROUP/stream:orders/5/before-reply/rst";
const publish = "publisher-0/commands/XADD/stream:orders/5/before-reply/rst";
const calm = { injectedAtMs: 1, healedAtMs: 2, evidence: [] };
const faults: Result["faults"] = [
  {
    ...calm,
    name: "cut",
    strike: { purpose: "publish", position: "before-reply", point: publish },
  },
  { ...calm, name: "cut", strike: { purpose: "read", position: "before-reply", point: read } },
];

describe("the lines of repeated runs", () => {
  test("name the seeds that failed, and the command that explains the finding", () => {
    const results = [
      lossyResult({ seed: 3, faults }),
      someResult({ seed: 4, repetition: 2 }),
      lossyResult({ seed: 5, repetition: 3 }),
    ];
    const [first, second, ...others] = repeatLines({ results, command });
    expect(first).toBe("restart/sigkill-1s on streams fails 2 of 3: seeds 3, 5");
    expect(second).toMatch(/^ {2}at one command: .*explore --bus '\.\/my bus\.ts' --point /);
    expect(second).toContain(read);
    expect(others).toEqual([]);
  });

  test("are missing if no run failed", () => {
    const results = [someResult({ seed: 3 }), someResult({ seed: 4, repetition: 2 })];
    expect(repeatLines({ results, command })).toEqual([]);
  });

  test("name no command if the fault struck none that explains the finding", () => {
    const results = [
      lossyResult({ seed: 3, faults: faults.slice(0, 1) }),
      lossyResult({ seed: 4 }),
    ];
    expect(repeatLines({ results, command })).toEqual([
      "restart/sigkill-1s on streams fails 2 of 2: seeds 3, 4",
    ]);
  });
});

describe("the line of a run that was not repeated", () => {
  test("names the command that explains its finding", () => {
    const lines = pointLines({ results: [lossyResult({ faults })], command });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`--point ${read}`);
  });

  test("is missing if the run passed", () => {
    expect(pointLines({ results: [someResult({ faults })], command })).toEqual([]);
  });
});
