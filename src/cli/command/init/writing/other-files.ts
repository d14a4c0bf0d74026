import { sourceText, type SourceStyle } from "./source-text.ts";

/** Returns `chaos.config` of the project. `busFile` is relative to its folder. */
export function configText(busFile: string, style: SourceStyle): string {
  const object = `{
  bus: "./${busFile}",
  // Names of scenarios and variants: \`npx bus-chaos list\` shows them.
  scenarios: ["restart", "partition", "fan-out", "startup-race", "leak"],
  // A bus that takes longer to recover from a fault fails.
  recoveryWithin: "30s",
}`;
  const template = style.commonJs
    ? `/** @type {import("bus-chaos").ChaosConfig} */\nmodule.exports = ${object};`
    : `import { defineConfig } from "bus-chaos";\n\nexport default defineConfig(${object});`;
  return sourceText(template, style);
}

/** Returns a test file of vitest, which always has \`import\`. */
export function vitestText(busSpecifier: string): string {
  return `import { describeScenarios } from "bus-chaos/vitest";

import { bus } from "${busSpecifier}";

// Quick scenarios with the values of chaos.config. \`npx bus-chaos\` runs all that the configuration names.
describeScenarios(bus, { scenarios: ["restart", "partition/reset"] });
`;
}

/** The path of the workflow that \`workflowText\` is for. */
export const workflowFile = ".github/workflows/bus-chaos.yml";

/** Returns a workflow of GitHub that runs the configured scenarios and keeps the report. */
export function workflowText(): string {
  return `name: bus-chaos
on:
  push:
  pull_request:
jobs:
  bus-chaos:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: npm ci
      - run: sudo apt-get update && sudo apt-get install -y redis-server
${workflowStep()}`;
}

/** Returns the steps for a pipeline that exists already. */
export function workflowStep(): string {
  return `      - run: npx bus-chaos --junit reports/junit.xml
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: bus-chaos
          path: reports/
`;
}

/** The line for .gitignore: each run writes a folder of reports. */
export const ignoredFolder = "reports/";
