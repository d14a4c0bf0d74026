import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

const sound = () => scriptHistory().subscribe({}).exchange("publisher-0/0", 10).drain();

describe("evidence of faults", () => {
  test("a fault with evidence and a verified heal is not reported", () => {
    expect(found(sound().fault({ at: 100, healAt: 200 }).build())).toEqual([]);
  });

  test.each([
    ["left no evidence", { evidence: [] }, "fault-without-effect"],
    [
      "was not seen",
      { evidence: [{ what: "the run id changed", seen: false }] },
      "fault-without-effect",
    ],
    ["was never verified", { verified: false }, "fault-not-in-force"],
    ["was never verified in force", { injectVerified: false }, "fault-not-in-force"],
    ["was never healed", { healAt: null }, "fault-not-healed"],
  ])("a fault that %s makes the run unknown", (_name, gap, rule) => {
    const history = sound()
      .fault({ at: 100, healAt: 200, ...gap })
      .build();
    expect(found(history)).toEqual(["no-evidence unknown"]);
    expect(findingOf(history, "no-evidence").rule).toBe(`no-evidence/${rule}`);
  });

  test("a fault is reported if one of two pieces of evidence is missing", () => {
    const evidence = [
      { what: "the run id changed", seen: true },
      { what: "connections were refused", seen: false, detail: "accepted" },
    ];
    const history = sound().fault({ at: 100, healAt: 200, evidence }).build();
    expect(findingOf(history, "no-evidence").summary).toBe(
      "SIGKILL redis: not seen: connections were refused (accepted)",
    );
  });
});
