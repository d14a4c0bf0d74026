import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { mergeVerdicts } from "./verdict.ts";

const verdicts = fc.array(
  fc.constantFrom("pass" as const, "fail" as const, "unknown" as const, "not-applicable" as const),
);

describe("mergeVerdicts", () => {
  test("a single fail outweighs everything, in any order", () => {
    fc.assert(
      fc.property(verdicts, verdicts, (before, after) => {
        expect(mergeVerdicts([...before, "fail", ...after])).toBe("fail");
      }),
    );
  });

  test("the result is pass only if a verdict is pass and none is fail or unknown", () => {
    fc.assert(
      fc.property(verdicts, (each) => {
        const clean = !each.includes("fail") && !each.includes("unknown") && each.includes("pass");
        expect(mergeVerdicts(each) === "pass").toBe(clean);
      }),
    );
  });

  test("the merged verdict is not-applicable only if there is no other verdict", () => {
    expect(mergeVerdicts(["not-applicable", "not-applicable"])).toBe("not-applicable");
    expect(mergeVerdicts(["not-applicable", "pass"])).toBe("pass");
    expect(mergeVerdicts(["not-applicable", "unknown", "pass"])).toBe("unknown");
  });

  test("the merge of no verdicts is unknown", () => {
    expect(mergeVerdicts([])).toBe("unknown");
  });
});
