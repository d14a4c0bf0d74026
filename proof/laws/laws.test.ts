import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { findingKinds } from "../../src/judging/finding/finding.ts";
import { realJudge, disagreement, disagreementText, proofCaseOf } from "../compare-judges.ts";
import type { RecordedRun } from "../recorded/recorded-run.ts";
import { toRecordedRun, type RunScript } from "../run-scripts/run-script.ts";
import {
  allowedRedeliveries,
  badEvents,
  correctGroup,
  onlyDeliveries,
  wasAnythingReceived,
  type Change,
} from "./law-changes.ts";
import { calmScripts, scripts, scriptsWithoutCommands } from "./random-scripts.ts";
import { permuted, renamed, shiftedBy, together, without } from "./run-changes.ts";

/** The same runs each time: a law that breaks must not come and go. */
const options = { seed: 20_260, numRuns: 150 } as const;
const limits = { timeout: 30_000 } as const;

type Check = (script: RunScript) => void;

function holdsFor(arbitrary: fc.Arbitrary<RunScript>, check: Check): void {
  fc.assert(fc.property(arbitrary, check), options);
}

/** Findings and verdict, without those of a kind. */
function judged(run: RecordedRun, ...left: readonly string[]): string {
  const lines = realJudge(run).split("\n");
  return lines.filter((line) => !left.some((each) => line.startsWith(each))).join("\n");
}

function verdictOf(run: RecordedRun): string {
  return realJudge(run).split("\n")[0] ?? "";
}

describe("random histories", () => {
  test("show every kind of finding, so that the laws are about all of them", limits, () => {
    const kinds = new Set<string>();
    for (const script of fc.sample(scripts(), { ...options, numRuns: 1000 })) {
      for (const line of realJudge(toRecordedRun(script)).split("\n").slice(1)) {
        kinds.add(line.split(" ")[0] ?? "");
      }
    }
    expect([...kinds].toSorted()).toEqual(findingKinds.toSorted());
  });

  test("are judged as the oracle judges them", limits, () => {
    holdsFor(scriptsWithoutCommands(), (script) => {
      const { extraOperations: _asides, checkers, ...rest } = script;
      const known = (checkers ?? []).filter((each) => each !== "leak" && each !== "resumption");
      const found = disagreement(proofCaseOf({ ...rest, checkers: known }));
      expect(found && disagreementText(found)).toBeUndefined();
    });
  });
});

describe("what makes no difference", () => {
  test("a redelivery that is allowed", limits, () => {
    let tried = 0;
    holdsFor(scripts(), (script) => {
      const run = toRecordedRun(script);
      for (const { apply } of allowedRedeliveries(run)) {
        tried++;
        expect(judged(apply(run), "duplicate pass")).toBe(judged(run, "duplicate pass"));
      }
    });
    expect(tried).toBeGreaterThan(30);
  });

  test("the names of groups, subscribers, publishers, topics and entries", limits, () => {
    const rename = (name: string): string =>
      name
        .replace(/^publisher-/, "writer-")
        .replace(/^subscriber-/, "reader-")
        .replace(/^(\d+)-(\d+)$/, "7$1-$2")
        .replace(/^a$/, "zebra")
        .replace("orders", "parcels");
    holdsFor(scripts(), (script) => {
      const run = toRecordedRun(script);
      const expected = realJudge(run).replaceAll("publisher-", "writer-");
      expect(withIds(realJudge(renamed(run, rename)))).toBe(withIds(expected));
    });
  });

  test("when the run began", limits, () => {
    holdsFor(scripts(), (script) => {
      const run = toRecordedRun(script);
      expect(realJudge(shiftedBy(run, 123_456))).toBe(realJudge(run));
    });
  });

  test("the order of independent operations at one and the same moment", limits, () => {
    let swapped = 0;
    holdsFor(scripts(), (script) => {
      const run = toRecordedRun(script);
      for (const parity of [0, 1]) {
        const other = permuted(run, (position) => position % 2 === parity);
        if (JSON.stringify(other.operations) !== JSON.stringify(run.operations)) swapped++;
        expect(realJudge(other)).toBe(realJudge(run));
      }
    });
    expect(swapped).toBeGreaterThan(50);
  });

  test("another group that gets everything right", limits, () => {
    holdsFor(scripts(), (script) => {
      const run = toRecordedRun(script);
      if (!wasAnythingReceived(run)) return;
      expect(realJudge(correctGroup(run).apply(run))).toBe(realJudge(run));
    });
  });
});

/** Deliveries that are damaged are named by their entry, which has a new name too. */
function withIds(text: string): string {
  return text.replaceAll(/\b7?1\d\d-\d\b/g, "entry");
}

describe("two runs at once", () => {
  test("are judged to show what each of them shows", limits, () => {
    const pair = fc.tuple(calmScripts(), calmScripts());
    fc.assert(
      fc.property(pair, ([left, right]) => {
        const one = toRecordedRun(left);
        const other = toRecordedRun({ ...right, guarantees: left.guarantees, drain: left.drain });
        if (!wasAnythingReceived(one) || !wasAnythingReceived(other)) return;
        const elsewhere = renamed(other, (name) =>
          name
            .replace(/^(orders|invoices)$/, "$1 elsewhere")
            .replace(/^(publisher|subscriber)-/, "$1-9"),
        );
        const found = (run: RecordedRun): readonly string[] => realJudge(run).split("\n").slice(1);
        const expected = [...found(one), ...found(elsewhere)];
        expect(pairsIn(found(together(one, elsewhere)))).toEqual(pairsIn(expected));
      }),
      options,
    );
  });
});

/** Each finding with each of its messages, once. */
function pairsIn(findings: readonly string[]): readonly string[] {
  const pairs = findings.flatMap((finding) => {
    const [kind, verdict, ...messages] = finding.split(" ");
    return ["", ...messages].map((message) => `${kind} ${verdict} ${message}`);
  });
  return [...new Set(pairs)].toSorted();
}

describe("what makes a difference", () => {
  test("the only delivery of a message that was owed", limits, () => {
    let tried = 0;
    holdsFor(scripts(), (script) => {
      const run = toRecordedRun(script);
      for (const { apply } of onlyDeliveries(run)) {
        tried++;
        const isDecided = script.drain === "complete" || script.drain === "stalled";
        expect(["fail", isDecided ? "fail" : "unknown"]).toContain(verdictOf(apply(run)));
      }
    });
    expect(tried).toBeGreaterThan(100);
  });

  const bad: readonly Change[] = badEvents;
  test.each(bad.map((each) => [each.name, each] as const))(
    "the verdict is never better after %s",
    limits,
    (_name, { apply }) => {
      const order = ["pass", "unknown", "fail"];
      holdsFor(scripts(), (script) => {
        const run = toRecordedRun(script);
        if (!wasAnythingReceived(run)) return;
        const before = order.indexOf(verdictOf(run));
        expect(order.indexOf(verdictOf(apply(run)))).toBeGreaterThanOrEqual(before);
      });
    },
  );
});

describe("what never passes", () => {
  test.each([
    ["a history that is empty", (run: RecordedRun) => without(run, () => true)],
    ["one without a publish", (run: RecordedRun) => without(run, ({ kind }) => kind === "publish")],
    ["one without a drain", (run: RecordedRun) => without(run, ({ kind }) => kind === "drain")],
    ["one that is cut off", (run: RecordedRun) => ({ ...run, torn: true })],
  ])("%s", limits, (_name, change) => {
    holdsFor(scripts(), (script) => {
      expect(["fail", "unknown"]).toContain(verdictOf(change(toRecordedRun(script))));
    });
  });
});
