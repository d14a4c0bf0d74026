import { describe, expect, test } from "vitest";

import type { RuleSet } from "./finding/rule.ts";
import { judge, ruleSets } from "./judge.ts";
import { scriptHistory, type HeaderScript } from "./testing/history-builder.ts";

const sound = (script: HeaderScript = {}) =>
  scriptHistory(script).subscribe({}).exchange("publisher-0/0", 10).drain();
const losing = (script: HeaderScript = {}) => sound(script).publish("publisher-0/1", { at: 20 });
describe("a rule that throws", () => {
  const broken: RuleSet = {
    name: "broken",
    judges: "runs that ask for it",
    rules: [
      {
        folder: "broken",
        claim: "nothing",
        judge() {
          throw new Error("out of cheese");
        },
      },
    ],
  };
  const available = [...ruleSets, broken];

  test("a rule that throws makes the verdict unknown", () => {
    const judgement = judge(sound({ checkers: ["broken"] }).build(), available);
    expect(judgement).toMatchObject({ verdict: "unknown" });
    expect(judgement.summary).toBe("the rule broken (nothing) failed: out of cheese");
  });

  test("a rule that throws does not hide the findings of other rules", () => {
    expect(judge(losing({ checkers: ["broken"] }).build(), available).verdict).toBe("fail");
  });

  test("a rule that throws does not satisfy a control run", () => {
    const history = sound({ checkers: ["broken"], control: "no-evidence" }).build();
    expect(judge(history, available).verdict).toBe("unknown");
  });
});

describe("missingRules", () => {
  test("a run is unknown if its header asks for a rule that does not exist", () => {
    const judgement = judge(sound({ checkers: ["telepathy"] }).build());
    expect(judgement).toMatchObject({ verdict: "unknown" });
    expect(judgement.summary).toBe("there is no rule named telepathy");
  });
});

describe("unfitHistory", () => {
  test("a history that was cut off does not pass", () => {
    expect(judge(sound().build({ torn: true })).verdict).toBe("unknown");
  });

  test("a history that was cut off fails for a loss that it shows", () => {
    expect(judge(losing().build({ torn: true })).verdict).toBe("fail");
  });

  test("an empty history has a finding that says so", () => {
    const { findings } = judge(scriptHistory().build());
    expect(findings.map(({ summary }) => summary)).toContain("the history is empty");
  });
});

describe("tryToMeasure", () => {
  test("a history that cannot be measured is unknown, and its finding names the error", () => {
    const history = sound().build();
    const samples = new Proxy(history.samples, {
      get: () => {
        throw new Error("out of cheese");
      },
    });
    const judgement = judge({ ...history, samples });
    expect(judgement.verdict).toBe("unknown");
    expect(judgement.metrics.counts.published).toBe(0);
    expect(judgement.findings.map(({ summary }) => summary)).toContain(
      "the figures of this run could not be computed: out of cheese",
    );
  });
});
