import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { exitCodes } from "../../errors.ts";
import type { Verdict } from "../../judging/finding/finding.ts";
import { exitCodeOf, type CommandEnd } from "./exit-code.ts";

const verdicts = fc.array(fc.constantFrom<Verdict>("pass", "fail", "unknown", "not-applicable"), {
  maxLength: 6,
});
const endings: fc.Arbitrary<CommandEnd> = fc.record({
  verdicts,
  interruptedBy: fc.constantFrom(undefined, exitCodes.interrupted, exitCodes.terminated),
  errors: fc.array(fc.constantFrom(exitCodes.usage, exitCodes.environment, exitCodes.harness), {
    maxLength: 2,
  }),
});

describe("the exit code", () => {
  test("the exit code is 1 if and only if a verdict is fail, whatever else went wrong", () => {
    fc.assert(
      fc.property(endings, (ending) => {
        expect(exitCodeOf(ending) === 1).toBe(ending.verdicts.includes("fail"));
      }),
    );
  });

  test("the exit code is 0 only for a complete command with a pass and nothing worse", () => {
    fc.assert(
      fc.property(endings, (ending) => {
        const worse = ending.verdicts.some(
          (verdict) => verdict === "fail" || verdict === "unknown",
        );
        const complete = ending.interruptedBy === undefined && ending.errors.length === 0;
        const passed = ending.verdicts.includes("pass") && !worse && complete;
        expect(exitCodeOf(ending) === 0).toBe(passed);
      }),
    );
  });

  test("the exit code does not depend on the order of the runs and the errors", () => {
    fc.assert(
      fc.property(endings, (ending) => {
        const reversed = {
          ...ending,
          verdicts: ending.verdicts.toReversed(),
          errors: ending.errors.toReversed(),
        };
        expect(exitCodeOf(reversed)).toBe(exitCodeOf(ending));
      }),
    );
  });

  test.each<[string, CommandEnd, number]>([
    ["interruption above errors", { verdicts: ["pass"], interruptedBy: 130, errors: [70] }, 130],
    ["the harness above the environment", { verdicts: ["pass"], errors: [69, 70] }, 70],
    ["an error above unknown", { verdicts: ["unknown"], errors: [69] }, 69],
    ["unknown above pass", { verdicts: ["pass", "unknown"], errors: [] }, 2],
    [
      "a command without an applicable scenario as unknown",
      { verdicts: ["not-applicable"], errors: [] },
      2,
    ],
    ["a command without runs as unknown", { verdicts: [], errors: [] }, 2],
  ])("the exit code ranks %s", (_what, ending, code) => {
    expect(exitCodeOf(ending)).toBe(code);
  });
});
