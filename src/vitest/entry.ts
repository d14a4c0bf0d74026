// The exports of `bus-chaos/vitest`. An older Node cannot even parse the code behind them, so this file uses
// no newer syntax, and imports that code only on a Node that runs it.
import { isFitting, versionText } from "../launch/node-version.mjs";

if (!isFitting(process.versions.node)) {
  throw new Error(`${versionText()}. Type: npx bus-chaos vitest run`);
}

export const { describeScenarios, test } = await import("./index.ts");
