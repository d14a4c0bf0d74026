import { describe, expect, test } from "vitest";

import { eventLoopDelayValue, harnessSample } from "../../history/sample-names.ts";
import { found, findingOf } from "../testing/found.ts";
import { scriptHistory, seen } from "../testing/history-builder.ts";

const disturbed = () =>
  scriptHistory({ checkers: ["resumption"] })
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .fault({ at: 20, healAt: 20, roles: ["publisher-0"], evidence: seen });

describe("messages after the last fault", () => {
  test("a drain that stalled after a fault fails", () => {
    const history = disturbed().drain({ outcome: "stalled" }).build();
    expect(found(history)).toContain("not-recovered fail");
    expect(findingOf(history, "not-recovered").summary).toContain("no message went through");
  });

  test("a complete drain after a fault is not reported", () => {
    expect(found(disturbed().drain().build())).toEqual([]);
  });

  test("a drain that stalled for an older message is not reported if the group handled a later one", () => {
    const history = disturbed().publish("publisher-0/1", { at: 15 }).exchange("publisher-0/2", 40);
    expect(found(history.drain({ outcome: "stalled" }).build())).not.toContain(
      "not-recovered fail",
    );
  });

  test("a drain that stalled fails if only one of two groups handled a later message", () => {
    const history = disturbed()
      .subscribe({ group: "b" })
      .publish("publisher-0/1", { at: 40 })
      .deliver("publisher-0/1", { at: 45, group: "b" });
    expect(found(history.drain({ outcome: "stalled" }).build())).toContain("not-recovered fail");
  });

  test("a drain that stalled is unknown if the harness itself stood still", () => {
    const values = { [eventLoopDelayValue]: 600 };
    const history = disturbed()
      .drain({ outcome: "stalled" })
      .sample({ sample: harnessSample, values });
    expect(found(history.build())).toContain("not-recovered unknown");
  });

  test("a drain that stalled without a fault is not reported", () => {
    const calm = scriptHistory({ checkers: ["resumption"] })
      .subscribe({})
      .exchange("publisher-0/0", 10);
    expect(found(calm.drain({ outcome: "stalled" }).build())).not.toContain("not-recovered fail");
  });
});

describe("the finding of a stalled drain after a fault", () => {
  test("the harness stood still if its event loop was late by more than 500 ms", () => {
    const delayed = (delayMs: number) =>
      disturbed()
        .drain({ outcome: "stalled" })
        .sample({ sample: harnessSample, values: { [eventLoopDelayValue]: delayMs } })
        .build();
    expect(found(delayed(500))).toContain("not-recovered fail");
    expect(found(delayed(501))).toContain("not-recovered unknown");
    expect(findingOf(delayed(501), "not-recovered")).toMatchObject({
      rule: "not-recovered/harness-starved",
      summary: expect.stringContaining("the harness itself stood still for 501 ms") as string,
    });
  });

  test("the finding names the drain, and not a harness that was on time", () => {
    const builder = disturbed().drain({ outcome: "stalled" });
    const drain = builder.operations().find(({ kind }) => kind === "drain");
    const finding = findingOf(builder.build(), "not-recovered");
    expect(finding.operations).toEqual([drain?.index]);
    expect(finding.summary).toMatch(/: drain stalled$/);
  });

  test("a run without a drain is unknown, and breaks no rule", () => {
    const { summary } = findingOf(disturbed().build(), "no-evidence");
    expect(summary).toContain("the run ended without a drain");
  });
});
