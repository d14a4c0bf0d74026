import { describe, expect, test } from "vitest";

import { bisectVersions, trialOf, versionsBetween } from "./bisect-versions.ts";

describe("versionsBetween", () => {
  const all = ["1.10.0", "1.2.0", "1.9.0", "2.0.0-beta.1", "2.0.0"];

  test("sorts by number, and leaves pre-releases out", () => {
    expect(versionsBetween(all, "1.2.0", "2.0.0")).toEqual(["1.2.0", "1.9.0", "1.10.0", "2.0.0"]);
  });

  test("keeps a pre-release that the user named", () => {
    expect(versionsBetween(all, "1.9.0", "2.0.0-beta.1")).toEqual([
      "1.9.0",
      "1.10.0",
      "2.0.0-beta.1",
    ]);
  });

  test("goes backwards if the bad version is the older one", () => {
    expect(versionsBetween(all, "2.0.0", "1.9.0")).toEqual(["2.0.0", "1.10.0", "1.9.0"]);
  });

  test("refuses a version that was never published", () => {
    expect(() => versionsBetween(all, "1.2.0", "9.9.9")).toThrow("there is no version 9.9.9");
  });
});

describe("bisectVersions", () => {
  const versions = Array.from({ length: 20 }, (_each, at) => `1.0.${at}`);

  test.each([1, 7, 18, 19])("finds that 1.0.%i is the first bad version", async (first) => {
    const { firstBad, lastGood, tried } = await bisectVersions(versions, async (version) =>
      Number(version.split(".")[2]) >= first ? "bad" : "good",
    );
    expect([lastGood, firstBad]).toEqual([`1.0.${first - 1}`, `1.0.${first}`]);
    expect(tried.length).toBeLessThanOrEqual(7);
  });

  test("refuses a range whose good end is bad", async () => {
    await expect(bisectVersions(versions, async () => "bad")).rejects.toThrow(
      "1.0.0 fails already, so it is no good version",
    );
  });

  test("refuses a range whose bad end is good", async () => {
    await expect(bisectVersions(versions, async () => "good")).rejects.toThrow(
      "1.0.19 passes, so it is no bad version",
    );
  });
});

describe("trialOf", () => {
  test("a version is bad if one run failed", () => {
    expect(trialOf("1.0.0", [{ verdict: "pass" }, { verdict: "fail" }])).toBe("bad");
  });

  test("a version is good if runs passed and the others showed nothing", () => {
    expect(trialOf("1.0.0", [{ verdict: "pass" }, { verdict: "unknown" }])).toBe("good");
  });

  test.each([
    [[{ verdict: "unknown" }] as const, "neither passed nor failed a run: unknown"],
    [[{ verdict: "not-applicable" }] as const, "neither passed nor failed a run: not-applicable"],
    [[] as const, "neither passed nor failed a run: "],
  ])("refuses a version whose runs are %j", (results, message) => {
    expect(() => trialOf("1.0.0", results)).toThrow(`1.0.0 ${message}`);
  });
});
