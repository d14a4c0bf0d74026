import { defineConfig } from "vitest/config";

/** Where the results also go as JSON, for a machine to count; CI sets it. */
const resultsFile = process.env["BUS_CHAOS_TEST_RESULTS"];

const integrationTests = "{src,tests}/**/*.integration.test.ts";
const unitTestsOutsideSource = "{tests,proof}/**/*.unit.test.ts";
const plantedBugs = "tests/planted-bugs*.test.ts";

export default defineConfig({
  test: {
    // A flaky chaos test is a finding, so nothing is tried twice.
    retry: 0,
    clearMocks: true,
    passWithNoTests: false,
    allowOnly: false,
    reporters: [
      "default",
      ...when(process.env["GITHUB_ACTIONS"] === "true", "github-actions"),
      ...when(resultsFile !== undefined, "json"),
    ],
    outputFile: { json: resultsFile ?? "" },
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", unitTestsOutsideSource],
          exclude: [integrationTests],
          // Without servers nothing is shared that could leak; fresh workers would take thrice as long.
          isolate: false,
          sequence: { groupOrder: 0 },
          testTimeout: 5_000,
          hookTimeout: 5_000,
        },
      },
      {
        test: {
          name: "integration",
          include: [integrationTests],
          // They wait for servers more than they compute, so two fit even where a core is left free.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "scenarios",
          include: ["tests/**/*.test.ts"],
          exclude: [unitTestsOutsideSource, integrationTests, plantedBugs],
          // These measure recovery, and two of them on one machine would disturb each other.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "planted bugs",
          include: [plantedBugs],
          // What needs its process for itself goes beside what waits for most of its time.
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});

function when<Value>(condition: boolean, value: Value): Value[] {
  return condition ? [value] : [];
}
