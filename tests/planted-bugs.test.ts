import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { judgeSelftest, type Problem, type Seen } from "../src/selftest/judge-selftest.ts";
import { planSelftest } from "../src/selftest/plan-selftest.ts";
import { runSelftest } from "../src/selftest/run-selftest.ts";
import { scopeOf } from "../src/selftest/scope.ts";
import { catalogue, stock } from "../src/selftest/selftest.ts";
import { missingRedis } from "./support/bus-ground.ts";
import { requirement } from "./support/requirements.ts";

/**
 * Every planted bug is found, by its finding and no other. That no other scenario finds the witnesses,
 * and that correct buses raise no alarm in 60 runs, takes minutes and is left to `chaos selftest`.
 */
const scope = { ...scopeOf("standard", catalogue), provesWitnesses: false, cleanRuns: 0 };
const limitMs = 240_000;
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-selftest-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { title, skip } = requirement("redis", "a planted bug", missingRedis);

describe.skipIf(skip)(title, () => {
  let seen: Seen = { planted: [], clean: [] };
  let problems: readonly Problem[] = [];

  beforeAll(async () => {
    seen = await runSelftest(planSelftest(scope, stock, 1), {
      folder,
      provider: "process",
      onSighting: () => {},
      signal: new AbortController().signal,
    });
    problems = judgeSelftest(scope, seen).problems;
  }, limitMs);

  test.for(scope.expectations)("is found: $bus by $run: $finds", ({ bus, run }) => {
    expect(problemsOf(bus, run), says(bus, run)).toEqual([]);
  });

  test.for(scope.vacuous)("is not there, so $run on $bus is unknown", ({ bus, run }) => {
    expect(problemsOf(bus, run), says(bus, run)).toEqual([]);
  });

  test("is found in every bus of the zoo", () => {
    expect(problems).toEqual([]);
    expect(seen.planted.length).toBeGreaterThan(scope.zoo.length);
  });

  function problemsOf(bus: string, run: string): string[] {
    const own = problems.filter((problem) => problem.subject === bus && problem.run === run);
    return own.map(({ what }) => what);
  }

  function says(bus: string, run: string): string {
    const own = seen.planted.filter((sighting) => sighting.bus === bus && sighting.run === run);
    return own.flatMap((sighting) => sighting.says).join("\n");
  }
});
