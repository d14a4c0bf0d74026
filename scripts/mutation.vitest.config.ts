import { defineConfig } from "vitest/config";

/** The tests that must notice a broken rule. Only fast ones: they run again for each of thousands of mutants. */
// oxlint-disable-next-line import/no-default-export -- vitest looks for its configuration there.
export default defineConfig({
  test: {
    include: ["src/judging/**/*.test.ts", "proof/compare-judges.test.ts"],
    // It asks git for the sources, and git does not know the copies that Stryker makes.
    exclude: ["src/judging/imports.test.ts"],
    // A broken rule judges only few of the enumerated histories differently, so each scope gives this many.
    env: { BUS_CHAOS_PROOF_SAMPLE: "120" },
    testNamePattern: /^(?!the proof can fail)/,
    isolate: false,
    retry: 0,
    testTimeout: 5_000,
  },
});
