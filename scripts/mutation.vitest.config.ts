import { defineConfig } from "vitest/config";

/** The tests that must notice a broken checker: fast ones alone, for each mutant runs its share. */
// oxlint-disable-next-line import/no-default-export -- vitest looks for its configuration there.
export default defineConfig({
  test: {
    include: ["src/judging/**/*.test.ts", "proof/compare-judges.test.ts"],
    // A broken checker shows up in few of many histories, or in none.
    env: { BUS_CHAOS_PROOF_SAMPLE: "120" },
    testNamePattern: /^(?!the proof can fail)/,
    isolate: false,
    retry: 0,
    testTimeout: 5_000,
  },
});
