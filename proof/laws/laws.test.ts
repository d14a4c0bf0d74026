import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { findingKinds } from "../../src/judging/finding/finding.ts";
import { realJudge, disagreement, disagreementText, proofCaseOf } from "../compare-judges.ts";
import type { RecordedRun } from "../recorded/recorded-run.ts";
import { toRecordedRun } from "../run-scripts/record-script.ts";
import type { RunScript } from "../run-scripts/run-script.ts";
import {
  allowedRedeliveries,
  badEvents,
  correctGroup,
  onlyDeliveries,
  wasAnythingReceived,
  type Change,
} from "./law-changes.ts";
import { anyScripts, calmScripts, scriptsWithoutCommands } from "./random-scripts.ts";
import { permuted, renamed, shiftedBy, merged, without } from "./run-changes.ts";

/** The seed makes every test run use the same histories, so that a broken law fails each time. */
const options = { seed: 20_260, numRuns: 150 } as const;
const limits = { timeout: 30_000 } as const;

type Check = (script: RunScript) => void;

function holdsFor(arbitrary: fc.Arbitrary<RunScript>, check: Check): void {
  fc.assert(fc.property(arbitrary, check), options);
}

/** The result without the lines that begin with one of these texts. */
function resultWithout(run: RecordedRun, ...left: readonly string[]): string {
  const lines = realJudge(run).split("\n");
  return lines.filter((line) => !left.some((each) => line.startsWith(each))).join("\n");
}

function verdictOf(run: RecordedRun): string {
  return realJudge(run).split("\n")[0] ?? "";
}

describe("random histories", () => {
  test(
    "1000 random histories show every kind of finding, so the laws cover all of them",
    limits,
    () => {
      const kinds = new Set<string>();
      for (const script of fc.sample(anyScripts(), { ...options, numRuns: 1000 })) {
        for (const line of realJudge(toRecordedRun(script)).split("\n").slice(1)) {
          kinds.add(line.split(" ")[0] ?? "");
        }
      }
      expect([...kinds].toSorted()).toEqual(findingKinds.toSorted());
    },
  );

  test("the judge agrees with the oracle on random histories", limits, () => {
    holdsFor(scriptsWithoutCommands(), (script) => {
      const { extraOperations: _asides, checkers, ...rest } = script;
      const known = (checkers ?? []).filter((each) => each !== "leak" && each !== "resumption");
      const found = disagreement(proofCaseOf({ ...rest, checkers: known }));
      expect(found && disagreementText(found)).toBeUndefined();
    });
  });
});

describe("changes that must not change the result", () => {
  test("an explained redelivery changes nothing but the count of duplicates", limits, () => {
    let tried = 0;
    holdsFor(anyScripts(), (script) => {
      const run = toRecordedRun(script);
      for (const { apply } of allowedRedeliveries(run)) {
        tried++;
        expect(resultWithout(apply(run), "duplicate pass")).toBe(
          resultWithout(run, "duplicate pass"),
        );
      }
    });
    expect(tried).toBeGreaterThan(30);
  });

  test(
    "new names for groups, subscribers, publishers, topics and entries change nothing",
    limits,
    () => {
      const rename = (name: string): string =>
        name
          .replace(/^publisher-/, "writer-")
          .replace(/^subscriber-/, "reader-")
          .replace(/^(\d+)-(\d+)$/, "7$1-$2")
          .replace(/^a$/, "zebra")
          .replace("orders", "parcels");
      holdsFor(anyScripts(), (script) => {
        const run = toRecordedRun(script);
        const expected = realJudge(run).replaceAll("publisher-", "writer-");
        expect(withIds(realJudge(renamed(run, rename)))).toBe(withIds(expected));
      });
    },
  );

  test("a later start of the run changes nothing", limits, () => {
    holdsFor(anyScripts(), (script) => {
      const run = toRecordedRun(script);
      expect(realJudge(shiftedBy(run, 123_456))).toBe(realJudge(run));
    });
  });

  test("another order of independent operations of the same moment changes nothing", limits, () => {
    let swapped = 0;
    holdsFor(anyScripts(), (script) => {
      const run = toRecordedRun(script);
      for (const parity of [0, 1]) {
        const other = permuted(run, (position) => position % 2 === parity);
        if (JSON.stringify(other.operations) !== JSON.stringify(run.operations)) swapped++;
        expect(realJudge(other)).toBe(realJudge(run));
      }
    });
    expect(swapped).toBeGreaterThan(50);
  });

  test("another group that handles every message correctly changes nothing", limits, () => {
    holdsFor(anyScripts(), (script) => {
      const run = toRecordedRun(script);
      if (!wasAnythingReceived(run)) return;
      expect(realJudge(correctGroup(run).apply(run))).toBe(realJudge(run));
    });
  });
});

/** Damaged deliveries are named by their entry id, which changes too. */
function withIds(text: string): string {
  return text.replaceAll(/\b7?1\d\d-\d\b/g, "entry");
}

describe("two runs in one history", () => {
  test("two merged runs show exactly the findings of both runs", limits, () => {
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
        expect(pairsIn(found(merged(one, elsewhere)))).toEqual(pairsIn(expected));
      }),
      options,
    );
  });
});

/** Each pair of a finding and one of its messages, once. */
function pairsIn(findings: readonly string[]): readonly string[] {
  const pairs = findings.flatMap((finding) => {
    const [kind, verdict, ...messages] = finding.split(" ");
    return ["", ...messages].map((message) => `${kind} ${verdict} ${message}`);
  });
  return [...new Set(pairs)].toSorted();
}

describe("changes that must change the result", () => {
  test(
    "without the only delivery of an owed message the run fails, or is unknown if the drain was not over",
    limits,
    () => {
      let tried = 0;
      holdsFor(anyScripts(), (script) => {
        const run = toRecordedRun(script);
        for (const { apply } of onlyDeliveries(run)) {
          tried++;
          const isDecided = script.drain === "complete" || script.drain === "stalled";
          expect(["fail", isDecided ? "fail" : "unknown"]).toContain(verdictOf(apply(run)));
        }
      });
      expect(tried).toBeGreaterThan(100);
    },
  );

  const bad: readonly Change[] = badEvents;
  test.each(bad.map((each) => [each.name, each] as const))(
    "the verdict never improves after %s is added",
    limits,
    (_name, { apply }) => {
      const order = ["pass", "unknown", "fail"];
      holdsFor(anyScripts(), (script) => {
        const run = toRecordedRun(script);
        if (!wasAnythingReceived(run)) return;
        const before = order.indexOf(verdictOf(run));
        expect(order.indexOf(verdictOf(apply(run)))).toBeGreaterThanOrEqual(before);
      });
    },
  );
});

describe("histories that must not pass", () => {
  test.each([
    ["an empty history", (run: RecordedRun) => without(run, () => true)],
    [
      "a history without a publish",
      (run: RecordedRun) => without(run, ({ kind }) => kind === "publish"),
    ],
    [
      "a history without a drain",
      (run: RecordedRun) => without(run, ({ kind }) => kind === "drain"),
    ],
    ["a history that is cut off", (run: RecordedRun) => ({ ...run, torn: true })],
  ])("%s does not pass", limits, (_name, change) => {
    holdsFor(anyScripts(), (script) => {
      expect(["fail", "unknown"]).toContain(verdictOf(change(toRecordedRun(script))));
    });
  });
});
