import { describe, expect, test } from "vitest";

import { judge } from "./judge.ts";
import { found } from "./testing/found.ts";
import { scriptHistory, type HeaderScript } from "./testing/history-builder.ts";

const sound = (script: HeaderScript = {}) =>
  scriptHistory(script).subscribe({}).exchange("publisher-0/0", 10).drain();
const losing = (script: HeaderScript = {}) => sound(script).publish("publisher-0/1", { at: 20 });

describe("judge", () => {
  test("a sound run passes, and its summary counts the messages", () => {
    const judgement = judge(sound().build());
    expect(judgement).toMatchObject({ verdict: "pass", findings: [] });
    expect(judgement.summary).toBe("1 message acknowledged, none lost");
  });

  test("the worst finding decides the verdict and comes first", () => {
    const history = losing().fault({ at: 30, healAt: 40, evidence: [] }).build();
    const judgement = judge(history);
    expect(judgement.verdict).toBe("fail");
    expect(found(history)).toEqual(["lost fail", "no-evidence unknown"]);
    expect(judgement.summary).toBe(judgement.findings[0]?.summary);
  });

  test("losses are found even if the header asks for no rules", () => {
    expect(judge(losing({ checkers: [] }).build()).verdict).toBe("fail");
  });

  test("a rule judges once, even if the header names it twice", () => {
    const history = losing({ checkers: ["delivery", "delivery"] }).build();
    expect(found(history)).toEqual(["lost fail"]);
  });
});
