import { describe, expect, test } from "vitest";

import { createFinding } from "./finding/create-finding.ts";
import { findingKinds } from "./finding/finding.ts";
import type { RuleSet } from "./finding/rule.ts";
import { judge, ruleSets } from "./judge.ts";
import { found } from "./testing/found.ts";
import { scriptHistory, type HeaderScript } from "./testing/history-builder.ts";

const sound = (script: HeaderScript = {}) =>
  scriptHistory(script).subscribe({}).exchange("publisher-0/0", 10).drain();
const losing = (script: HeaderScript = {}) => sound(script).publish("publisher-0/1", { at: 20 });
/** Redis had the message, and comes back empty. */
const wiped = (script: HeaderScript = {}) =>
  losing(script).fault({ at: 30, healAt: 40, losesAll: true });

describe("a judgement", () => {
  test("passes a sound run and says what it saw", () => {
    const judgement = judge(sound().build());
    expect(judgement).toMatchObject({ verdict: "pass", findings: [] });
    expect(judgement.summary).toBe("1 message acknowledged, none lost silently");
  });

  test("is decided by its worst finding, which comes first", () => {
    const history = losing().fault({ at: 30, healAt: 40, evidence: [] }).build();
    const judgement = judge(history);
    expect(judgement.verdict).toBe("fail");
    expect(found(history)).toEqual(["lost fail", "no-evidence unknown"]);
    expect(judgement.summary).toBe(judgement.findings[0]?.summary);
  });

  test("of a torn history is never a pass", () => {
    expect(judge(sound().build({ torn: true })).verdict).toBe("unknown");
  });

  test("of a torn history still fails for what it shows", () => {
    expect(judge(losing().build({ torn: true })).verdict).toBe("fail");
  });

  test("looks for losses even where no checker was asked for", () => {
    expect(judge(losing({ checkers: [] }).build()).verdict).toBe("fail");
  });

  test("runs a checker once, however often it is named", () => {
    const history = losing({ checkers: ["delivery", "delivery"] }).build();
    expect(found(history)).toEqual(["lost fail"]);
  });

  test("is unknown if it should have used a checker that is not there", () => {
    const judgement = judge(sound({ checkers: ["telepathy"] }).build());
    expect(judgement).toMatchObject({ verdict: "unknown" });
    expect(judgement.summary).toBe("there is no rule named telepathy");
  });
});

describe("a checker that throws", () => {
  const broken: RuleSet = {
    name: "broken",
    judges: "runs that ask for it",
    rules: [
      {
        folder: "broken",
        asks: "nothing",
        judge() {
          throw new Error("out of cheese");
        },
      },
    ],
  };
  const available = [...ruleSets, broken];

  test("makes the verdict unknown", () => {
    const judgement = judge(sound({ checkers: ["broken"] }).build(), available);
    expect(judgement).toMatchObject({ verdict: "unknown" });
    expect(judgement.summary).toBe("the rule broken (nothing) failed: out of cheese");
  });

  test("does not hide what the others found", () => {
    expect(judge(losing({ checkers: ["broken"] }).build(), available).verdict).toBe("fail");
  });

  test("does not satisfy a control", () => {
    const history = sound({ checkers: ["broken"], control: "no-evidence" }).build();
    expect(judge(history, available).verdict).toBe("unknown");
  });
});

describe("a control", () => {
  test("passes by finding what it must find", () => {
    const judgement = judge(wiped({ control: "lost" }).build());
    expect(judgement.verdict).toBe("pass");
    expect(judgement.summary).toMatch(/^expected by this control: lost 1 of 2 messages/);
  });

  test("is unknown if that is not there", () => {
    expect(judge(sound({ control: "lost" }).build()).verdict).toBe("unknown");
  });

  test("is unknown if that is there but undecided", () => {
    const history = scriptHistory({ control: "not-recovered", checkers: ["recovery"] });
    history.subscribe({}).exchange("publisher-0/0", 10).fault({ at: 20, healAt: 30 });
    history.publish("publisher-0/1", { at: 40, outcome: "info" }).drain();
    expect(found(history.build())).toContain("not-recovered unknown");
    expect(judge(history.build()).verdict).toBe("unknown");
  });

  test("fails for anything else that is wrong", () => {
    const history = wiped({ control: "lost" }).deliver("publisher-0/99", { at: 40 }).build();
    expect(found(history)).toEqual(["unexpected fail", "lost pass"]);
  });

  test("excuses nothing that Redis still had, or got only later", () => {
    const late = wiped({ control: "lost" }).publish("publisher-0/2", { at: 500 });
    expect(found(late.build())).toEqual(["lost fail", "lost pass"]);
    const entries = [["2-0", "publisher-0/1"]] as const;
    const stored = wiped({ control: "lost", hasStreamAudit: true }).audit({ entries });
    expect(found(stored.build())).toContain("lost fail");
    expect(judge(losing({ control: "lost" }).build()).verdict).toBe("fail");
  });

  test("does not pass by a loss that is allowed", () => {
    const history = scriptHistory({ control: "lost", guarantees: { delivery: "at-most-once" } })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .fault({ at: 500, healAt: 600 })
      .publish("publisher-0/1", { at: 550 })
      .exchange("publisher-0/2", 700)
      .drain();
    expect(judge(history.build()).verdict).toBe("unknown");
  });

  test("for missing evidence passes by a fault that left none", () => {
    const history = sound({ control: "no-evidence" }).fault({ at: 30, healAt: 40, evidence: [] });
    expect(judge(history.build()).verdict).toBe("pass");
  });

  test("for missing evidence does not pass by a run that broke off", () => {
    const history = scriptHistory({ control: "no-evidence" })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .fault({ at: 30, healAt: 40, evidence: [] });
    expect(judge(history.build()).verdict).toBe("unknown");
  });
});

describe("findings", () => {
  test("list each message once, and the first 32", () => {
    const keys = Array.from({ length: 50 }, (_each, at) => `publisher-0/${Math.floor(at / 1.2)}`);
    const finding = createFinding("lost/never-received", {
      verdict: "fail",
      summary: "",
      messages: keys,
    });
    expect(finding.messages).toHaveLength(32);
    expect(new Set(finding.messages).size).toBe(32);
  });

  test.each(findingKinds)(
    "an empty history does not pass, not even a control for %s",
    (control) => {
      const everything = ruleSets.map(({ name }) => name);
      expect(judge(scriptHistory({ checkers: everything, control }).build()).verdict).toBe(
        "unknown",
      );
    },
  );
});

describe("the summary of a pass", () => {
  const cut = { at: 500, healAt: 600 };

  test("counts explained duplicates", () => {
    const history = sound()
      .publish("publisher-0/1", { at: 20 })
      .deliver("publisher-0/1", { at: 22, outcome: "fail" })
      .deliver("publisher-0/1", { at: 30 });
    expect(judge(history.build()).summary).toBe(
      "2 messages acknowledged, none lost silently; 1 explained duplicate",
    );
  });

  test("tells how long the recovery took", () => {
    const history = sound().fault(cut);
    for (const at of [700, 900, 1100]) history.exchange(`publisher-0/${at}`, at);
    expect(judge(history.build()).summary).toBe(
      "4 messages acknowledged, none lost silently; recovered in 0 ms to 102 ms",
    );
  });

  test("tells of what an at-most-once bus missed, rather than that nothing was lost", () => {
    const history = sound({ guarantees: { delivery: "at-most-once" } })
      .fault(cut)
      .publish("publisher-0/1", { at: 550 })
      .exchange("publisher-0/2", 700);
    expect(judge(history.build()).summary).toMatch(
      /^missed while disconnected, .* 1 from publisher-0\/1/,
    );
  });
});

describe("a history that cannot be measured", () => {
  test("is unknown, and says why", () => {
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

  test("that is empty says so", () => {
    const { findings } = judge(scriptHistory().build());
    expect(findings.map(({ summary }) => summary)).toContain("the history is empty");
  });
});

describe("a control for one kind", () => {
  test("does not excuse missing evidence, not even of its own fault", () => {
    const history = wiped({ control: "lost" }).fault({ at: 30, healAt: 40, evidence: [] });
    expect(found(history.build())).toEqual(["no-evidence unknown", "lost pass"]);
  });

  test("is not satisfied by an undecided finding of that kind about a fault", () => {
    const history = scriptHistory({ control: "late" })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .fault({ at: 20, healAt: 30 })
      .publish("publisher-0/1", { at: 40 })
      .drain({ outcome: "progressing" });
    expect(found(history.build())).toContain("late unknown");
    expect(judge(history.build()).verdict).toBe("unknown");
  });
});
