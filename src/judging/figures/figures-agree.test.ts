import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { Finding } from "../finding/finding.ts";
import { judge } from "../judge.ts";
import { scriptHistory, type HistoryBuilder } from "../testing/history-builder.ts";

const groups = ["a", "b"] as const;

/** The ways in which a group can get one message. */
const fate = fc.constantFrom("handled", "missed", "twice", "failed first", "three times");

interface ScriptedMessage {
  readonly outcome: "ok" | "info" | "fail";
  readonly canary: boolean;
  readonly fates: readonly string[];
}

const message: fc.Arbitrary<ScriptedMessage> = fc.record({
  outcome: fc.constantFrom("ok" as const, "info" as const, "fail" as const),
  canary: fc.boolean(),
  fates: fc.tuple(fate, fate),
});

function scriptOf(
  delivery: "at-least-once" | "at-most-once",
  messages: readonly ScriptedMessage[],
): HistoryBuilder {
  const run = scriptHistory({ guarantees: { delivery } });
  for (const group of groups) run.subscribe({ group });
  run.fault({ at: 300, healAt: 400, name: "cut" });
  for (const [at, { outcome, canary, fates }] of messages.entries()) {
    const key = `publisher-0/${at}`;
    const time = 10 + at * 60;
    run.publish(key, { at: time, outcome, canary });
    for (const [position, what] of fates.entries())
      deliver(run, key, { what, at: time + 2, group: groups[position] ?? "a" });
  }
  return run.drain({ at: 30_000 });
}

interface Handling {
  readonly what: string;
  readonly at: number;
  readonly group: string;
}

function deliver(run: HistoryBuilder, key: string, { what, at, group }: Handling): void {
  if (what === "missed") return;
  const times = { "three times": 3, twice: 2, "failed first": 2 }[what] ?? 1;
  for (let attempt = 0; attempt < times; attempt++) {
    const outcome = what === "failed first" && attempt === 0 ? "fail" : "ok";
    run.deliver(key, { at: at + attempt * 5, group, outcome });
  }
}

function sumOf(findings: readonly Finding[], kind: Finding["kind"], onlyAllowed = false): number {
  return findings
    .filter((each) => each.kind === kind && (!onlyAllowed || each.verdict === "pass"))
    .reduce((sum, { count = 0 }) => sum + count, 0);
}

test.each(["at-least-once", "at-most-once"] as const)(
  "the counts of the report are the sums of its findings, for an %s bus",
  (delivery) => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
        const { findings, metrics } = judge(scriptOf(delivery, messages).build());
        const { counts } = metrics;
        expect(sumOf(findings, "lost")).toBe(counts.lost);
        expect(sumOf(findings, "lost", true)).toBe(counts.lostAllowed);
        expect(sumOf(findings, "duplicate")).toBe(counts.duplicates);
        expect(sumOf(findings, "duplicate", true)).toBe(counts.duplicatesAllowed);
        expect(sumOf(findings, "late")).toBe(counts.late);
        const { published, acknowledged, rejected, inDoubt, canaries } = counts;
        expect(acknowledged + rejected + inDoubt).toBe(published);
        expect(published + canaries).toBe(messages.length);
      }),
    );
  },
);

test("the summary of a loss counts as many messages as the report", () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
      const { findings, metrics } = judge(scriptOf("at-least-once", messages).build());
      const lost = findings.find(({ rule }) => rule === "lost/never-received");
      if (!lost || metrics.counts.lost === 0) return;
      expect(lost.summary).toMatch(new RegExp(`^lost ${metrics.counts.lost} of `, "u"));
    }),
  );
});
