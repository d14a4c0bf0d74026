import { describe, expect, test } from "vitest";

import { judge } from "../judge.ts";
import { findingOf, found } from "../testing/found.ts";
import {
  scriptHistory,
  type HeaderScript,
  type HistoryBuilder,
} from "../testing/history-builder.ts";

/** Group `a` handles one message and misses another; the drain stalls after 30 s, and a fresh subscriber joins. */
function joined(header: HeaderScript = {}) {
  return scriptHistory(header)
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .publish("publisher-0/1", { at: 20 })
    .drain({ at: 30_000, outcome: "stalled" })
    .subscribe({ at: 30_010, rescue: true });
}

describe("createStrandedQuestion", () => {
  test("an unhandled message is stranded if a fresh subscriber of the group handles it", () => {
    const history = joined().deliver("publisher-0/1", { at: 30_020 }).build();
    const finding = findingOf(history, "stranded");
    expect(found(history)).toEqual(["stranded fail"]);
    expect(finding.rule).toBe("stranded/fresh-subscriber-got-it");
    expect(finding.summary).toMatch(/^stranded 1 of 2 messages, .* a fresh subscriber .* did$/u);
    expect(judge(history).metrics.counts).toMatchObject({ lost: 0, stranded: 1, delivered: 1 });
  });

  test.each<[string, (run: HistoryBuilder) => HistoryBuilder]>([
    ["gets nothing", (run) => run],
    ["fails to handle it", (run) => run.deliver("publisher-0/1", { at: 30_020, outcome: "fail" })],
    ["never ends its handler", (run) => run.deliver("publisher-0/1", { at: 30_020, tookMs: null })],
    ["handles only another message", (run) => run.deliver("publisher-0/0", { at: 30_020 })],
  ])("an unhandled message is lost if a fresh subscriber of the group %s", (_what, tell) => {
    expect(found(tell(joined()).build())).toEqual(["lost fail"]);
  });

  test("an unhandled message is stranded if it comes to the group only after a fresh subscriber had joined", () => {
    const run = scriptHistory().subscribe({}).exchange("publisher-0/0", 10);
    run.publish("publisher-0/1", { at: 20 }).deliver("publisher-0/1", { at: 30_020 });
    run.drain({ at: 30_000, outcome: "stalled" }).subscribe({ at: 30_010, rescue: true });
    expect(findingOf(run.build(), "stranded").rule).toBe(
      "stranded/handled-after-a-fresh-subscriber-joined",
    );
  });

  test("a message is handled in time if it comes before a fresh subscriber joins", () => {
    const run = scriptHistory().subscribe({}).exchange("publisher-0/0", 10);
    run.publish("publisher-0/1", { at: 20 }).deliver("publisher-0/1", { at: 30_009 });
    run.drain({ at: 30_000 }).subscribe({ at: 30_010, rescue: true });
    expect(found(run.build())).toEqual([]);
  });

  test.each([
    [29_979, "stranded fail"],
    [29_980, "stranded unknown"],
  ])(
    "an unhandled message whose bus hands it out again within %i ms gives %s",
    (redeliversWithinMs, expected) => {
      const history = joined({ guarantees: { redeliversWithinMs } });
      expect(found(history.deliver("publisher-0/1", { at: 30_020 }).build())).toContain(expected);
    },
  );

  test("the stated time counts from the last heal", () => {
    const history = joined({ guarantees: { redeliversWithinMs: 20_000 } })
      .fault({ at: 15_000, healAt: 20_000 })
      .deliver("publisher-0/1", { at: 30_020 });
    expect(found(history.build())).toContain("stranded unknown");
  });

  test("an unhandled message is still late if the drain was progressing when it was stopped", () => {
    const run = scriptHistory().subscribe({}).exchange("publisher-0/0", 10);
    run.publish("publisher-0/1", { at: 20 }).drain({ at: 30_000, outcome: "progressing" });
    run.subscribe({ at: 30_010, rescue: true }).deliver("publisher-0/1", { at: 30_020 });
    expect(found(run.build())).toEqual(["late unknown", "no-evidence unknown"]);
  });
});

describe("a fresh subscriber", () => {
  test("a message that a fresh subscriber gets again is no duplicate, and one after its close is no zombie", () => {
    const run = scriptHistory().subscribe({}).exchange("publisher-0/0", 10).drain({ at: 30_000 });
    run.subscribe({ at: 30_010, rescue: true }).close({ at: 30_030 });
    run.deliver("publisher-0/0", { at: 30_020 }).deliver("publisher-0/0", { at: 30_050 });
    expect(found(run.build())).toEqual([]);
  });

  test("the commands of a fresh subscriber acknowledge nothing, and its notices report nothing", () => {
    const run = joined({ hasCommands: true }).deliver("publisher-0/1", { at: 30_020 });
    const by = "rescue-0";
    run.wire({ at: 30_015, by, command: "XREADGROUP", group: "a", returned: ["publisher-0/1"] });
    run.wire({ at: 30_025, by, command: "XACK", group: "a", ids: ["id-publisher-0/1"] });
    run.notice({ at: 30_030, by, notice: "dropped", ids: ["id-publisher-0/1"] });
    const history = run.build();
    expect(history).toMatchObject({ wire: [], notices: [] });
    expect(history.rescues).toHaveLength(1);
    expect(found(history)).toContain("stranded fail");
  });
});
