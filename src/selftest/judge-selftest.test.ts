import { describe, expect, test } from "vitest";

import { judgeSelftest, type Seen } from "./judge-selftest.ts";
import type { Scope } from "./scope.ts";
import {
  elsewhere,
  found,
  idle,
  instead,
  sighted,
  smallScope,
  smallSeen,
} from "./testing/small-selftest.ts";

/** What is complained of, after checking that it fails the selftest. */
function complaints(seen: Seen, scope: Scope = smallScope): string[] {
  const { verdict, problems } = judgeSelftest(scope, seen);
  expect(verdict).toBe("fail");
  return problems.map(({ subject, run = "", what }) => `${subject} ${run} ${what}`);
}

test("a selftest in which everything is found and nothing else passes", () => {
  expect(judgeSelftest(smallScope, smallSeen)).toEqual({
    verdict: "pass",
    buses: 2,
    found: 2,
    clean: { runs: 3, falseAlarms: 0, undecided: 0, seeds: [1, 2, 3], boundPercent: 100 },
    problems: [],
  });
});

describe("a selftest that was interrupted", () => {
  test("is unknown if nothing was wrong until then, and speaks of what was run", () => {
    const [clean] = smallSeen.clean;
    const seen = { planted: [found], clean: clean ? [clean] : [] };
    expect(judgeSelftest(smallScope, seen, true)).toMatchObject({
      verdict: "unknown",
      buses: 1,
      found: 1,
      problems: [],
    });
  });

  test("before anything was run is no pass", () => {
    const nothing = { planted: [], clean: [] };
    expect(judgeSelftest(smallScope, nothing, true)).toMatchObject({
      verdict: "unknown",
      found: 0,
    });
  });

  test.for<[what: string, seen: Seen]>([
    ["a bug was missed", { planted: [{ ...found, verdict: "pass", kinds: [] }], clean: [] }],
    ["there was a false alarm", { planted: [], clean: [sighted({ verdict: "fail" })] }],
    ["what shows nothing passed", { planted: [{ ...idle, verdict: "pass" }], clean: [] }],
  ])("fails all the same if %s", ([, seen]) => {
    expect(judgeSelftest(smallScope, seen, true).verdict).toBe("fail");
  });
});

describe("a planted bug", () => {
  test.for(["pass", "unknown", "not-applicable"] as const)("that is not found: %s", (verdict) => {
    const seen = instead({ ...found, verdict, kinds: [] });
    expect(complaints(seen)).toEqual([
      `forgets restart/kill was not found, the verdict is ${verdict}`,
    ]);
    expect(judgeSelftest(smallScope, seen)).toMatchObject({ buses: 2, found: 1 });
  });

  test("that was not run", () => {
    const planted = smallSeen.planted.filter((sighting) => sighting !== found);
    expect(complaints({ ...smallSeen, planted })).toContain("forgets restart/kill was not run");
  });

  test("that is found by another finding only", () => {
    expect(complaints(instead({ ...found, kinds: ["duplicate"] }))).toEqual([
      "forgets restart/kill was not found by lost, only by duplicate",
      "forgets restart/kill was found by duplicate too, which is not its bug",
    ]);
  });

  test("that is found by an additional finding", () => {
    expect(complaints(instead({ ...found, kinds: ["lost", "zombie"] }))).toEqual([
      "forgets restart/kill was found by zombie too, which is not its bug",
    ]);
  });

  test("that may bring another finding with it, and does", () => {
    const seen = instead({ ...found, kinds: ["late", "lost"] });
    expect(judgeSelftest(smallScope, seen).verdict).toBe("pass");
  });

  test("whose finding says something else", () => {
    const says = ["fail lost: 3 messages, all trimmed", "unknown late: 1 message, unread"];
    expect(complaints(instead({ ...found, says }))).toEqual([
      'forgets restart/kill was found, but no finding says "unread"',
    ]);
  });

  test("that nothing is expected of", () => {
    const scope = { ...smallScope, zoo: [...smallScope.zoo, "newcomer"] };
    expect(complaints(smallSeen, scope)).toEqual(["newcomer  nothing is expected of it"]);
  });
});

describe("a scenario", () => {
  test("without a witness", () => {
    const scope = { ...smallScope, scenarios: [...smallScope.scenarios, "partition"] };
    expect(complaints(smallSeen, scope)).toContain(
      "partition  no bus shows what this scenario is needed for",
    );
  });

  test("whose witness is expected in another one only", () => {
    const witnesses = [
      { scenario: "restart", bus: "leaks" },
      { scenario: "leak", bus: "leaks" },
    ];
    expect(complaints(smallSeen, { ...smallScope, witnesses })).toContain(
      "restart  its witness leaks is not expected in it",
    );
  });

  test("whose witness another scenario finds too", () => {
    const seen = instead(sighted({ bus: "leaks", verdict: "fail", kinds: ["lost"] }));
    expect(complaints(seen)).toEqual([
      "leak restart/kill its witness leaks is found here too, by lost",
    ]);
  });

  test("whose witness was not tried elsewhere", () => {
    const planted = smallSeen.planted.filter((sighting) => sighting !== elsewhere[0]);
    expect(complaints({ ...smallSeen, planted })).toEqual([
      "restart  its witness forgets was not tried in leak",
    ]);
  });

  test.for(["unknown", "not-applicable"] as const)(
    "whose witness shows nothing elsewhere: %s",
    (verdict) => {
      const seen = instead(sighted({ bus: "leaks", verdict, says: ["it did not happen"] }));
      expect(complaints(seen)).toEqual(["leak  its witness leaks was not tried in restart"]);
    },
  );
});

describe("a correct bus", () => {
  test("with a false alarm", () => {
    const alarm = sighted({ verdict: "fail", kinds: ["lost"], says: ["fail lost: 1"] });
    const seen = { ...smallSeen, clean: [...smallSeen.clean.slice(1), alarm] };
    expect(complaints(seen)).toEqual([
      "correct restart/kill is correct, and yet with seed 1 the verdict is fail: fail lost: 1",
    ]);
    const { clean } = judgeSelftest(smallScope, seen);
    expect(clean).toMatchObject({ runs: 3, falseAlarms: 1, boundPercent: undefined });
  });

  test("whose run showed nothing counts neither as a pass nor as a false alarm", () => {
    const seen = { ...smallSeen, clean: [...smallSeen.clean, sighted({ verdict: "unknown" })] };
    expect(complaints(seen)).toHaveLength(1);
    const { clean } = judgeSelftest(smallScope, seen);
    expect(clean).toMatchObject({ runs: 3, falseAlarms: 0, undecided: 1 });
  });

  test("that was run too seldom", () => {
    const clean = smallSeen.clean.slice(1);
    expect(complaints({ ...smallSeen, clean })).toEqual([
      "the correct buses  1 of 3 runs are missing",
    ]);
  });

  test("bounds the rate of false alarms below 5 % with 60 clean runs", () => {
    const clean = Array.from({ length: 60 }, (_, seed) => sighted({ seed }));
    expect(judgeSelftest(smallScope, { ...smallSeen, clean }).clean.boundPercent).toBe(5);
  });
});

describe("a set-up that shows nothing", () => {
  test.for(["pass", "fail"] as const)("and yet is judged: %s", (verdict) => {
    expect(complaints(instead({ ...idle, verdict }))).toEqual([
      `idle restart/kill shows nothing, and yet: ${verdict}`,
    ]);
  });

  test("for another reason than it should", () => {
    expect(complaints(instead({ ...idle, says: ["unknown no-evidence: a torn file"] }))).toEqual([
      'idle restart/kill is unknown, but no finding says "nothing arrived"',
    ]);
  });
});

test("an empty zoo does not pass", () => {
  const scope = { ...smallScope, zoo: [], expectations: [], vacuous: [], witnesses: [] };
  expect(complaints({ planted: [], clean: smallSeen.clean }, scope)).toContain(
    "the zoo  there is no bus in it",
  );
});

test("a selftest in which nothing was run does not pass", () => {
  expect(complaints({ planted: [], clean: [] }).length).toBeGreaterThan(5);
});
