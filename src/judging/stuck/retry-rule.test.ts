import { describe, expect, test } from "vitest";

import { judge } from "../judge.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type HeaderScript } from "../testing/history-builder.ts";

const claims = { guarantees: { retries: { maxAttempts: 3 } } };
const message = "publisher-0/0";

/** A message whose handler fails, and that comes again after each of these pauses. */
function retry(pausesMs: readonly number[], header: HeaderScript = claims) {
  const run = scriptHistory(header).subscribe({}).publish(message, { at: 10 });
  const failing = { outcome: "fail", neverSucceeds: true } as const;
  run.deliver(message, { at: 20, ...failing });
  let at = 21;
  for (const pauseMs of pausesMs) {
    at += pauseMs;
    run.deliver(message, { at, ...failing });
    at += 1;
  }
  return run.exchange("publisher-0/1", 5000).drain().build();
}

const kinds = (history: ReturnType<typeof retry>): readonly string[] =>
  found(history).filter((each) => each.startsWith("stuck"));

describe("retries", () => {
  test("a message that is tried more often than claimed fails", () => {
    const history = retry([100, 200, 400]);
    expect(kinds(history)).toEqual(["stuck fail"]);
    expect(findingOf(history, "stuck")).toMatchObject({
      rule: "stuck/retried-too-often",
      summary:
        "1 message tried more often than the bus claims: a tried publisher-0/0 4 times, and the bus claims 3 attempts",
    });
  });

  test("four retries that come at once fail", () => {
    const history = retry([0, 1, 2, 4]);
    expect(kinds(history)).toEqual(["stuck fail", "stuck fail"]);
    const rules = judge(history).findings.map(({ rule }) => rule);
    expect(rules).toContain("stuck/retried-without-pause");
  });

  test.each([
    ["as many attempts as claimed", [100, 200]],
    ["one pause among hasty retries", [0, 100]],
  ])("reports nothing for %s", (_what, pausesMs) => {
    expect(kinds(retry(pausesMs))).toEqual([]);
  });

  test("a bus that claims no retries may try a message as often and as soon as it likes", () => {
    expect(kinds(retry([0, 0, 0, 0, 0], {}))).toEqual([]);
  });
});

/** Three messages fail, each with a retry after 100 ms. Twenty others come meanwhile, and wait or not. */
function block(waits: boolean, header: HeaderScript = claims) {
  const run = scriptHistory(header).subscribe({});
  for (let failing = 0; failing < 3; failing++) {
    const at = 1000 * (failing + 1);
    const key = `publisher-0/${failing * 100}`;
    run.publish(key, { at }).deliver(key, { at: at + 2, outcome: "fail" });
    run.deliver(key, { at: at + 103 });
    for (let other = 1; other <= 20; other++) {
      const next = `publisher-0/${failing * 100 + other}`;
      run.publish(next, { at: at + 4 + other });
      run.deliver(next, { at: waits ? at + 110 + other : at + 6 + other });
    }
  }
  return run.drain().build();
}

describe("messages behind a failed one", () => {
  test("others that wait during each pause fail", () => {
    expect(kinds(block(true))).toEqual(["stuck fail"]);
    expect(findingOf(block(true), "stuck")).toMatchObject({
      rule: "stuck/behind-a-failed-message",
      summary:
        "a handled nothing else while it waited to try a message again: in 3 pauses under load, of up to 100 ms; the first " +
        "was publisher-0/0",
    });
  });

  test("others that pass are right", () => {
    expect(kinds(block(false))).toEqual([]);
  });

  test("a bus that keeps the order may let the others wait", () => {
    const guarantees = { ...claims.guarantees, ordering: "per-publisher" } as const;
    expect(kinds(block(true, { guarantees }))).toEqual([]);
  });
});
