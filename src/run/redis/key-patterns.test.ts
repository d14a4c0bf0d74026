import { describe, expect, test } from "vitest";

import type { BusModule } from "../../bus/contract.ts";
import { patternsOfRun } from "./key-patterns.ts";

const own = { namespace: "bus-chaos:1f2e:", runId: "1f2e", isShared: false };

function moduleWith(keyPattern?: BusModule["keyPattern"]): BusModule {
  const open = () => Promise.reject(new Error("not opened"));
  const guarantees = { delivery: "at-least-once" } as const;
  return { name: "queue", guarantees, open, ...(keyPattern && { keyPattern }) };
}

describe("patternsOfRun", () => {
  test("a module without keyPattern has the keys of its namespace", () => {
    expect(patternsOfRun(moduleWith(), own)).toEqual(["bus-chaos:1f2e:*"]);
  });

  test("a module with keyPattern has its own keys too", () => {
    expect(
      patternsOfRun(
        moduleWith(() => ["bull:*", "q:x"]),
        own,
      ),
    ).toEqual(["bus-chaos:1f2e:*", "bull:*", "q:x"]);
  });

  test.each(["*", "?*", "ab*", "[a-z]*", "*:orders"])(
    "the pattern %j is refused on any Redis, because it may match every key",
    (pattern) => {
      expect(() =>
        patternsOfRun(
          moduleWith(() => pattern),
          own,
        ),
      ).toThrow(/matches keys of any/u);
    },
  );

  test("a pattern without the run id is refused on a Redis that others use", () => {
    const shared = { ...own, isShared: true };
    expect(() =>
      patternsOfRun(
        moduleWith(() => "bull:*"),
        shared,
      ),
    ).toThrow(/keys of others/u);
    const named = moduleWith((namespace) => `*:${namespace}*`);
    expect(patternsOfRun(named, shared)).toContain("*:bus-chaos:1f2e:*");
  });
});
