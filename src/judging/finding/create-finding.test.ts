import { describe, expect, test } from "vitest";

import { HarnessError } from "../../errors.ts";
import { createFinding } from "./create-finding.ts";

describe("createFinding", () => {
  test("a finding lists each message once, and at most 32", () => {
    const keys = Array.from({ length: 50 }, (_each, at) => `publisher-0/${Math.floor(at / 1.2)}`);
    const finding = createFinding("lost/never-received", {
      verdict: "fail",
      summary: "",
      messages: keys,
    });
    expect(finding.messages).toHaveLength(32);
    expect(new Set(finding.messages).size).toBe(32);
  });

  test("the kind of a finding is the first part of its rule id", () => {
    const finding = createFinding("false-acknowledgement/never-sent", {
      verdict: "fail",
      summary: "",
    });
    expect(finding.kind).toBe("false-acknowledgement");
  });

  test("a rule id of no kind is an error of the harness", () => {
    const unknown = "stolen/by-a-bird" as never;
    expect(() => createFinding(unknown, { verdict: "fail", summary: "" })).toThrow(HarnessError);
  });
});
