import * as fc from "fast-check";

import { drainedAtMs, type ScriptedOperation } from "../run-scripts/run-script.ts";

/** Resource samples of six rounds. In a quarter of the runs the connections grow with each round. */
export function randomSamples(): fc.Arbitrary<readonly ScriptedOperation[]> {
  return fc
    .constantFrom(0, 0, 0, 1)
    .map((growth) => [0, 1, 2, 3, 4, 5].map((round) => census(round, growth)));
}

function census(round: number, growth: number): ScriptedOperation {
  const values = { "server.connections": 3 + growth * round, "heap.usedBytes": 10_000_000 };
  const common = { kind: "sample", type: "info", process: "auditor" } as const;
  return { at: drainedAtMs + 10, draft: { ...common, sample: "census", round, values } };
}
