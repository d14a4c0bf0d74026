export { describeScenarios, type DescribeScenariosOptions } from "./describe-scenarios.ts";
export { test } from "./fixtures.ts";
