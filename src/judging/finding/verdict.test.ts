import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { mergeVerdicts } from "./verdict.ts";

const verdicts = fc.array(
  fc.constantFrom("pass" as const, "fail" as const, "unknown" as const, "not-applicable" as const),
);

describe("merged verdicts", () => {
  test("one fail outweighs everything, in any order", () => {
    fc.assert(
      fc.property(verdicts, verdicts, (before, after) => {
        expect(mergeVerdicts([...before, "fail", ...after])).toBe("fail");
      }),
    );
  });

  test("a pass needs at least one pass, no fail and no unknown", () => {
    fc.assert(
      fc.property(verdicts, (each) => {
        const clean = !each.includes("fail") && !each.includes("unknown") && each.includes("pass");
        expect(mergeVerdicts(each) === "pass").toBe(clean);
      }),
    );
  });

  test("what was not applicable counts only where nothing else is", () => {
    expect(mergeVerdicts(["not-applicable", "not-applicable"])).toBe("not-applicable");
    expect(mergeVerdicts(["not-applicable", "pass"])).toBe("pass");
    expect(mergeVerdicts(["not-applicable", "unknown", "pass"])).toBe("unknown");
  });

  test("no verdict at all is unknown", () => {
    expect(mergeVerdicts([])).toBe("unknown");
  });
});
