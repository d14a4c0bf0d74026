import { describe, expect, test } from "vitest";

import { judgeSelftest } from "./judge-selftest.ts";
import type { ObservedRuns } from "./observed-run.ts";
import type { SelftestGoals } from "./selftest-goals.ts";
import {
  foundRun,
  idleRun,
  observedRun,
  otherScenarioRuns,
  replaceRun,
  smallGoals,
  smallRuns,
} from "./testing/small-selftest.ts";

/** Returns the problems as `subject run what`, after checking that they fail the selftest. */
function problemsOf(runs: ObservedRuns, goals: SelftestGoals = smallGoals): string[] {
  const { verdict, problems } = judgeSelftest(goals, runs);
  expect(verdict).toBe("fail");
  return problems.map(({ subject, run = "", what }) => `${subject} ${run} ${what}`);
}

test("a selftest passes if every bug is found by its own findings and no correct bus fails", () => {
  expect(judgeSelftest(smallGoals, smallRuns)).toEqual({
    verdict: "pass",
    buses: 2,
    found: 2,
    correct: { runs: 3, falseAlarms: 0, undecided: 0, seeds: [1, 2, 3], boundPercent: 100 },
    problems: [],
  });
});

describe("an interrupted selftest", () => {
  test("an interrupted selftest is unknown and counts only the runs that ended", () => {
    const [correct] = smallRuns.correct;
    const runs = { planted: [foundRun], correct: correct ? [correct] : [] };
    expect(judgeSelftest(smallGoals, runs, true)).toMatchObject({
      verdict: "unknown",
      buses: 1,
      found: 1,
      problems: [],
    });
  });

  test("a selftest that is interrupted before its first run is unknown", () => {
    const nothing = { planted: [], correct: [] };
    expect(judgeSelftest(smallGoals, nothing, true)).toMatchObject({
      verdict: "unknown",
      found: 0,
    });
  });

  test.for<[what: string, runs: ObservedRuns]>([
    ["a bug was missed", { planted: [{ ...foundRun, verdict: "pass", kinds: [] }], correct: [] }],
    ["a correct bus failed", { planted: [], correct: [observedRun({ verdict: "fail" })] }],
    [
      "a bus on which a run proves nothing passed",
      { planted: [{ ...idleRun, verdict: "pass" }], correct: [] },
    ],
  ])("an interrupted selftest fails if %s", ([, runs]) => {
    expect(judgeSelftest(smallGoals, runs, true).verdict).toBe("fail");
  });
});

describe("a planted bug", () => {
  test.for(["pass", "unknown", "not-applicable"] as const)(
    "a planted bug counts as missed if the verdict of its run is %s",
    (verdict) => {
      const runs = replaceRun({ ...foundRun, verdict, kinds: [] });
      expect(problemsOf(runs)).toEqual([
        `forgets restart/kill was not found, the verdict is ${verdict}`,
      ]);
      expect(judgeSelftest(smallGoals, runs)).toMatchObject({ buses: 2, found: 1 });
    },
  );

  test("a planted bug without its run is a problem", () => {
    const planted = smallRuns.planted.filter((run) => run !== foundRun);
    expect(problemsOf({ ...smallRuns, planted })).toContain("forgets restart/kill was not run");
  });

  test("a planted bug that only another kind of finding reports is a problem", () => {
    expect(problemsOf(replaceRun({ ...foundRun, kinds: ["duplicate"] }))).toEqual([
      "forgets restart/kill was not found by lost, only by duplicate",
      "forgets restart/kill was also found by duplicate, which is not expected",
    ]);
  });

  test("a planted bug with an additional kind of finding is a problem", () => {
    expect(problemsOf(replaceRun({ ...foundRun, kinds: ["lost", "zombie"] }))).toEqual([
      "forgets restart/kill was also found by zombie, which is not expected",
    ]);
  });

  test("a planted bug may have the findings that its expectation allows", () => {
    const runs = replaceRun({ ...foundRun, kinds: ["late", "lost"] });
    expect(judgeSelftest(smallGoals, runs).verdict).toBe("pass");
  });

  test("a planted bug whose failing findings lack the expected text is a problem", () => {
    const summaries = ["fail lost: 3 messages, all trimmed", "unknown late: 1 message, unread"];
    expect(problemsOf(replaceRun({ ...foundRun, summaries }))).toEqual([
      'forgets restart/kill was found, but no finding says "unread"',
    ]);
  });

  test("a planted bug without an expectation is a problem", () => {
    const goals = { ...smallGoals, bugs: [...smallGoals.bugs, "newcomer"] };
    expect(problemsOf(smallRuns, goals)).toEqual(["newcomer  no expectation names it"]);
  });
});

describe("a scenario", () => {
  test("a scenario without a bug that it alone finds is a problem", () => {
    const goals = { ...smallGoals, scenarios: [...smallGoals.scenarios, "partition"] };
    expect(problemsOf(smallRuns, goals)).toContain(
      "partition  no bug in the zoo is found by this scenario alone",
    );
  });

  test("a scenario whose own bug is expected in another scenario only is a problem", () => {
    const scenarioProofs = [
      { scenario: "restart", bus: "leaks" },
      { scenario: "leak", bus: "leaks" },
    ];
    expect(problemsOf(smallRuns, { ...smallGoals, scenarioProofs })).toContain(
      "restart  leaks is to be found by this scenario alone, but no expectation says so",
    );
  });

  test("a scenario whose own bug another scenario finds too is a problem", () => {
    const runs = replaceRun(observedRun({ bus: "leaks", verdict: "fail", kinds: ["lost"] }));
    expect(problemsOf(runs)).toEqual([
      "leak restart/kill leaks is to be found by leak alone, but this run finds it too, by lost",
    ]);
  });

  test("a scenario whose own bug was not run in the other scenarios is a problem", () => {
    const planted = smallRuns.planted.filter((run) => run !== otherScenarioRuns[0]);
    expect(problemsOf({ ...smallRuns, planted })).toEqual([
      "restart  forgets is to be found by this scenario alone, but leak was not run with it",
    ]);
  });

  test.for(["unknown", "not-applicable"] as const)(
    "a scenario whose own bug is %s in another scenario counts as not run there",
    (verdict) => {
      const summaries = ["it did not happen"];
      const runs = replaceRun(observedRun({ bus: "leaks", verdict, summaries }));
      expect(problemsOf(runs)).toEqual([
        "leak  leaks is to be found by this scenario alone, but restart was not run with it",
      ]);
    },
  );
});

describe("a correct bus", () => {
  test("a correct bus that fails is a false alarm and leaves no bound of their rate", () => {
    const alarm = observedRun({ verdict: "fail", kinds: ["lost"], summaries: ["fail lost: 1"] });
    const runs = { ...smallRuns, correct: [...smallRuns.correct.slice(1), alarm] };
    expect(problemsOf(runs)).toEqual([
      "correct restart/kill is a correct bus, but with seed 1 the verdict is fail: fail lost: 1",
    ]);
    const { correct } = judgeSelftest(smallGoals, runs);
    expect(correct).toMatchObject({ runs: 3, falseAlarms: 1, boundPercent: undefined });
  });

  test("a correct bus whose verdict is unknown counts neither as passed nor as a false alarm", () => {
    const correctRuns = [...smallRuns.correct, observedRun({ verdict: "unknown" })];
    const runs = { ...smallRuns, correct: correctRuns };
    expect(problemsOf(runs)).toHaveLength(1);
    const { correct } = judgeSelftest(smallGoals, runs);
    expect(correct).toMatchObject({ runs: 3, falseAlarms: 0, undecided: 1 });
  });

  test("a correct bus with too few runs is a problem", () => {
    const correct = smallRuns.correct.slice(1);
    expect(problemsOf({ ...smallRuns, correct })).toEqual([
      "the correct buses  1 of 3 runs are missing",
    ]);
  });

  test("60 passed runs of correct buses bound the rate of false alarms at 5 %", () => {
    const correct = Array.from({ length: 60 }, (_, seed) => observedRun({ seed }));
    const judgement = judgeSelftest(smallGoals, { ...smallRuns, correct });
    expect(judgement.correct.boundPercent).toBe(5);
  });
});

describe("a bus on which a run proves nothing", () => {
  test.for(["pass", "fail"] as const)(
    "a bus on which a run proves nothing is a problem if the verdict is %s",
    (verdict) => {
      expect(problemsOf(replaceRun({ ...idleRun, verdict }))).toEqual([
        `idle restart/kill proves nothing, but the verdict is ${verdict} and not unknown`,
      ]);
    },
  );

  test("a bus on which a run proves nothing is a problem if it is unknown for another reason", () => {
    const summaries = ["unknown no-evidence: a torn file"];
    expect(problemsOf(replaceRun({ ...idleRun, summaries }))).toEqual([
      'idle restart/kill is unknown, but no finding says "nothing arrived"',
    ]);
  });
});

test("a selftest with an empty zoo does not pass", () => {
  const goals = { ...smallGoals, bugs: [], expectations: [], noEvidence: [], scenarioProofs: [] };
  expect(problemsOf({ planted: [], correct: smallRuns.correct }, goals)).toContain(
    "the zoo  has no bus",
  );
});

test("a selftest without runs does not pass", () => {
  expect(problemsOf({ planted: [], correct: [] }).length).toBeGreaterThan(5);
});
