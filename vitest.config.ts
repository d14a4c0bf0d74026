import { dirname, join } from "node:path";

import { defineConfig } from "vitest/config";

import { createUnhandledErrorsReporter } from "./tests/support/unhandled-errors-reporter.ts";

/** A file for the results as JSON. CI sets it and counts the tests in that file. */
const resultsFile = process.env["BUS_CHAOS_TEST_RESULTS"];
/** Beside it, a file for the errors outside of every test, which the results do not have. */
const unhandledErrorsFile = join(dirname(resultsFile ?? ""), "unhandled-errors.json");

/** The end of a test file's name says what the test needs. A name without such an end is a unit test. */
const allTests = "{src,tests,proof,league/src}/**/*.test.ts";
const integrationTests = "{src,tests}/**/*.integration.test.ts";
const scenarioTests = "tests/**/*.scenario.test.ts";
const plantedBugs = "tests/planted-bugs/*.scenario.test.ts";
/** Tests that take so long that `npm test` leaves them out. `npm run test:long` runs them, and so does CI. */
const longIntegrationTests = "{src,tests}/**/*.long.integration.test.ts";
const longScenarioTests = "tests/**/*.long.scenario.test.ts";
const longPlantedBugs = "tests/planted-bugs/*.long.scenario.test.ts";

export default defineConfig({
  test: {
    // A flaky chaos test is a finding, so no test is retried.
    retry: 0,
    clearMocks: true,
    passWithNoTests: false,
    allowOnly: false,
    reporters: [
      "default",
      ...when(process.env["GITHUB_ACTIONS"] === "true", "github-actions"),
      ...when(resultsFile !== undefined, "json"),
      ...when(resultsFile !== undefined, createUnhandledErrorsReporter(unhandledErrorsFile)),
    ],
    outputFile: { json: resultsFile ?? "" },
    // The projects run one after another, in the order of `groupOrder`.
    projects: [
      {
        test: {
          // Tests that need no server, no network and no other program.
          name: "unit",
          include: [allTests],
          exclude: [integrationTests, scenarioTests],
          // Unit tests share no state that could leak, and fresh workers would take three times as long.
          isolate: false,
          // By default vitest leaves one core free, and of two cores that is half.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
          // A test that computes takes seconds on a machine that is busy otherwise.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      // Tests that start Redis, Toxiproxy, Docker or the command line.
      integration({
        name: "integration",
        include: [integrationTests],
        exclude: [longIntegrationTests],
        groupOrder: 1,
      }),
      // Whole scenarios on buses that must pass.
      scenarios({
        name: "scenarios",
        include: [scenarioTests],
        exclude: [plantedBugs, longScenarioTests],
        groupOrder: 2,
      }),
      // Whole scenarios on a bus of each kind of planted bug, which must be found.
      plantedBugRuns({
        name: "planted bugs",
        include: [plantedBugs],
        exclude: [longPlantedBugs],
        groupOrder: 3,
      }),
      integration({
        name: "long integration",
        include: [longIntegrationTests],
        exclude: [],
        groupOrder: 4,
      }),
      scenarios({
        name: "long scenarios",
        include: [longScenarioTests],
        exclude: [plantedBugs],
        groupOrder: 5,
      }),
      // The whole zoo.
      plantedBugRuns({
        name: "long planted bugs",
        include: [longPlantedBugs],
        exclude: [],
        groupOrder: 6,
      }),
    ],
  },
});

interface Project {
  readonly name: string;
  readonly include: string[];
  readonly exclude: string[];
  readonly groupOrder: number;
}

/** They mostly wait for servers, so two files at once fit even if the machine has one free core. */
function integration({ groupOrder, ...files }: Project) {
  const limits = { testTimeout: 60_000, hookTimeout: 60_000 };
  return { test: { ...files, ...limits, maxWorkers: 2, sequence: { groupOrder } } };
}

/** They measure recovery, so two files on one machine would disturb each other. */
function scenarios({ groupOrder, ...files }: Project) {
  const limits = { testTimeout: 120_000, hookTimeout: 60_000 };
  return { test: { ...files, ...limits, fileParallelism: false, sequence: { groupOrder } } };
}

/**
 * tests/planted-bugs has one file for each group of runs that needs a process of its own. They mostly wait, so two fit.
 */
function plantedBugRuns({ groupOrder, ...files }: Project) {
  return { test: { ...files, maxWorkers: 2, sequence: { groupOrder } } };
}

function when<Value>(condition: boolean, value: Value): Value[] {
  return condition ? [value] : [];
}
