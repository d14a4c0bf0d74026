import { describe, expect, test } from "vitest";

import { findingKinds } from "./finding/finding.ts";
import { judge, ruleSets } from "./judge.ts";
import { found } from "./testing/found.ts";
import { scriptHistory, type HeaderScript } from "./testing/history-builder.ts";

const sound = (script: HeaderScript = {}) =>
  scriptHistory(script).subscribe({}).exchange("publisher-0/0", 10).drain();
const losing = (script: HeaderScript = {}) => sound(script).publish("publisher-0/1", { at: 20 });
/** A run in which Redis had a message and came back empty. */
const wiped = (script: HeaderScript = {}) =>
  losing(script).fault({ at: 30, healAt: 40, losesAll: true });

describe("applyControl", () => {
  test("a control run passes if it has the finding that its fault makes unavoidable", () => {
    const judgement = judge(wiped({ control: "lost" }).build());
    expect(judgement.verdict).toBe("pass");
    expect(judgement.summary).toMatch(
      /^Self-check: Redis kept nothing here, so 1 message had to be lost, and bus-chaos noticed all 1\. /,
    );
  });

  test("a control run without that finding is unknown", () => {
    expect(judge(sound({ control: "lost" }).build()).verdict).toBe("unknown");
  });

  test("a control run is unknown if that finding is only unknown", () => {
    const history = scriptHistory({ control: "not-recovered", checkers: ["recovery"] });
    history.subscribe({}).exchange("publisher-0/0", 10).fault({ at: 20, healAt: 30 });
    history.publish("publisher-0/1", { at: 40, outcome: "info" }).drain();
    expect(found(history.build())).toContain("not-recovered unknown");
    expect(judge(history.build()).verdict).toBe("unknown");
  });

  test("a control run fails for any other failing finding", () => {
    const history = wiped({ control: "lost" }).deliver("publisher-0/99", { at: 40 }).build();
    expect(found(history)).toEqual(["unexpected fail", "lost pass"]);
  });

  test("a control run fails for a loss that the bus could have avoided", () => {
    const late = wiped({ control: "lost" }).publish("publisher-0/2", { at: 500 });
    expect(found(late.build())).toEqual(["lost fail", "lost pass"]);
    const entries = [["2-0", "publisher-0/1"]] as const;
    const stored = wiped({ control: "lost", hasStreamAudit: true }).audit({ entries });
    expect(found(stored.build())).toContain("lost fail");
    expect(judge(losing({ control: "lost" }).build()).verdict).toBe("fail");
  });

  test("a control run does not pass by a loss that at-most-once allows", () => {
    const history = scriptHistory({ control: "lost", guarantees: { delivery: "at-most-once" } })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .fault({ at: 500, healAt: 600 })
      .publish("publisher-0/1", { at: 550 })
      .exchange("publisher-0/2", 700)
      .drain();
    expect(judge(history.build()).verdict).toBe("unknown");
  });

  test("a control run for missing evidence passes if a fault left no evidence", () => {
    const history = sound({ control: "no-evidence" }).fault({ at: 30, healAt: 40, evidence: [] });
    expect(judge(history.build()).verdict).toBe("pass");
  });

  test("a control run for missing evidence does not pass if the run broke off", () => {
    const history = scriptHistory({ control: "no-evidence" })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .fault({ at: 30, healAt: 40, evidence: [] });
    expect(judge(history.build()).verdict).toBe("unknown");
  });

  test("a control run for losses stays unknown if a fault left no evidence", () => {
    const history = wiped({ control: "lost" }).fault({ at: 30, healAt: 40, evidence: [] });
    expect(found(history.build())).toEqual(["no-evidence unknown", "lost pass"]);
  });

  test("a control run for late messages is unknown, because late is never a failure", () => {
    const history = scriptHistory({ control: "late" })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .fault({ at: 20, healAt: 30 })
      .publish("publisher-0/1", { at: 40 })
      .drain({ outcome: "progressing" });
    expect(found(history.build())).toContain("late unknown");
    expect(judge(history.build()).verdict).toBe("unknown");
  });

  test.each(findingKinds)(
    "an empty history does not pass, even in a control run for %s",
    (control) => {
      const everything = ruleSets.map(({ name }) => name);
      expect(judge(scriptHistory({ checkers: everything, control }).build()).verdict).toBe(
        "unknown",
      );
    },
  );
});
