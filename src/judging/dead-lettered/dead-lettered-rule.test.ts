import { describe, expect, test } from "vitest";

import type { DeadLetter } from "../../history/operations/dead-letters.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type HistoryBuilder } from "../testing/history-builder.ts";

const message = "publisher-0/0";
const error = "no such customer";
const whole: DeadLetter = {
  id: "1-0",
  messages: [message],
  fields: ["error", error, "attempts", "3"],
};

interface Failing {
  readonly attempts?: number;
  readonly letters?: readonly DeadLetter[];
  readonly handled?: boolean;
  readonly isPending?: boolean;
  readonly neverSucceeds?: boolean;
  readonly claims?: object;
  readonly readError?: string;
  readonly died?: boolean;
}

/** A bus that claims three attempts; its handler fails over a message every 200 ms. */
function fail(given: Failing) {
  const { attempts = 3, claims = { deadLetters: true } } = given;
  const guarantees = { retries: { maxAttempts: 3 }, ...claims };
  const run = scriptHistory({ guarantees, hasStreamAudit: true }).subscribe({});
  run.publish(message, { at: 10, id: "10-0" }).exchange("publisher-0/1", 20);
  if (given.died) run.processEnd({ at: 150 });
  for (let nth = 0; nth < attempts; nth++) {
    if (given.died && nth === 1) run.subscribe({ at: 160, process: "subscriber-b" });
    const mark = given.neverSucceeds !== false && ({ neverSucceeds: true } as const);
    run.deliver(message, { at: 100 + 200 * nth, id: "10-0", outcome: "fail", error, ...mark });
  }
  if (given.handled) run.deliver(message, { at: 5000, id: "10-0" });
  return endOf(run, given);
}

function endOf(run: HistoryBuilder, { letters = [whole], isPending, readError }: Failing) {
  const pending = isPending ? [{ id: "10-0", consumer: "a-1", idleMs: 9, deliveries: 3 }] : [];
  const group = { name: "a", lastDeliveredId: "20-0", pending };
  run.drain().audit({ entries: [["10-0", message]], groups: [group] });
  return run.deadLetters(readError ? { error: readError } : { letters }).build();
}

const kinds = (given: Failing): readonly string[] =>
  found(fail(given)).filter((each) => !/^(duplicate|reordered)/.test(each));

describe("dead letters", () => {
  test("a message that is a whole dead letter after all attempts is accounted for", () => {
    expect(kinds({})).toEqual(["dead-lettered pass"]);
    expect(findingOf(fail({}), "dead-lettered")).toMatchObject({
      rule: "dead-lettered/accounted-for",
      summary: "1 message became a dead letter after 3 attempts or more: publisher-0/0",
    });
  });

  test.each<[string, Failing, string]>([
    ["no dead letter", { letters: [] }, "missing"],
    ["a message that is dropped after one attempt", { letters: [], attempts: 1 }, "missing"],
    ["two dead letters", { letters: [whole, whole] }, "doubled"],
    ["a dead letter after two attempts", { attempts: 2 }, "too-early"],
    ["a dead letter that is still pending", { isPending: true }, "still-pending"],
    [
      "a dead letter without the error",
      { letters: [{ ...whole, fields: ["attempts", "3"] }] },
      "incomplete",
    ],
    [
      "a dead letter with another number",
      { letters: [{ ...whole, fields: ["error", error, "attempts", "2"] }] },
      "incomplete",
    ],
    ["a dead letter that was handled too", { handled: true, neverSucceeds: false }, "also-handled"],
  ])("%s fails", (_what, given, rule) => {
    expect(kinds(given)).toEqual(["dead-lettered fail"]);
    expect(findingOf(fail(given), "dead-lettered").rule).toBe(`dead-lettered/${rule}`);
  });

  test("a message that is pending after fewer attempts than claimed is unknown", () => {
    const given = { attempts: 2, letters: [], isPending: true };
    expect(kinds(given)).toEqual(["dead-lettered unknown"]);
  });

  test("a message that could have been handled is lost if it is a dead letter too early", () => {
    const given = { attempts: 1, neverSucceeds: false };
    expect(kinds(given)).toEqual(["lost fail", "dead-lettered fail"]);
  });

  test("a message whose handler failed as often as claimed is not lost, although it could have succeeded", () => {
    expect(kinds({ neverSucceeds: false })).toEqual(["dead-lettered pass"]);
  });

  test("nothing is reported if a bus claims no dead letters", () => {
    expect(kinds({ letters: [], claims: {} })).toEqual([]);
  });

  test("the run is unknown if the auditor cannot read the dead letters", () => {
    expect(kinds({ readError: "timed out" })).toEqual(["no-evidence unknown"]);
    expect(kinds({ readError: "timed out", neverSucceeds: false })).toEqual([
      "no-evidence unknown",
    ]);
  });

  test("the end of a process excuses a missing attempt, and a dead letter that does not know the error", () => {
    const letters = [{ ...whole, fields: ["error", "the process ended", "attempts", "3"] }];
    expect(kinds({ died: true, letters })).toEqual(["dead-lettered pass"]);
    expect(kinds({ died: true, attempts: 2 })).toEqual([]);
  });
});
