import { describe, expect, test } from "vitest";

import type { Finding } from "../finding/finding.ts";
import { judge } from "../judge.ts";
import { scriptHistory, type HistoryBuilder } from "../testing/history-builder.ts";

const key = "publisher-0/0";
const group = "billing";
const by = `subscriber-${group}`;

/** Two messages are published, and the group never gets the first one. */
function lossy(...entries: (readonly [string, string])[]): HistoryBuilder {
  const run = scriptHistory({ hasStreamAudit: true, hasCommands: true }).subscribe({ group });
  return append(run)
    .publish("publisher-0/1", { at: 30, id: "2-0" })
    .deliver("publisher-0/1", { at: 32, group, id: "2-0" })
    .drain({ at: 500 })
    .audit({ entries: [...entries, ["2-0", "publisher-0/1"]], groups: [position()] });
}

function append(run: HistoryBuilder): HistoryBuilder {
  return run
    .publish(key, { at: 10, id: "1-0" })
    .wire({ at: 10, command: "XADD", messages: [key], reply: "1-0" })
    .wire({ at: 30, command: "XADD", messages: ["publisher-0/1"], reply: "2-0" });
}

function position(pending: readonly string[] = []) {
  const held = pending.map((id) => ({ id, consumer: "c-1", idleMs: 400, deliveries: 1 }));
  return { name: group, lastDeliveredId: "2-0", pending: held };
}

const stored = ["1-0", key] as const;

function lostIn(run: HistoryBuilder): Finding {
  const found = judge(run.build()).findings.find(({ rule }) => rule === "lost/never-received");
  if (!found) throw new Error("nothing was lost");
  return found;
}

describe("the cause of a loss past the group's position", () => {
  test("a group that is created at $ after the message is named, with the advice to create it at 0", () => {
    const create = { command: "XGROUP CREATE", group, options: ["$"], reply: "OK" };
    const { cause, advice } = lostIn(lossy(stored).wire({ at: 20, by, ...create }));
    expect(cause).toMatchObject({
      name: "group created at $",
      text: "subscriber-billing created billing at `$` at 20 ms, after this message had been published",
    });
    expect(advice).toMatch(/^Create the group at 0/);
  });

  test("a group that is created at 0, was there already, or is another group is no cause", () => {
    for (const create of [
      { options: ["0"], group, reply: "OK" },
      { options: ["$"], group, error: "BUSYGROUP Consumer Group name already exists" },
      { options: ["$"], group: "shipping", reply: "OK" },
    ]) {
      const run = lossy(stored).wire({ at: 20, by, command: "XGROUP CREATE", ...create });
      expect(lostIn(run).cause?.name).toBe("past the group's position");
    }
  });

  test("a history without the options of its commands falls back to the place", () => {
    const run = lossy(stored).wire({ at: 20, by, command: "XGROUP CREATE", group, reply: "OK" });
    expect(lostIn(run).cause?.name).toBe("past the group's position");
  });

  test("a consumer that is deleted with pending entries is named, one without is not", () => {
    const deletion = { at: 40, by, command: "XGROUP DELCONSUMER", group };
    expect(lostIn(lossy(stored).wire({ ...deletion, reply: "3" })).cause).toMatchObject({
      name: "consumer deleted with pending entries",
      text: expect.stringContaining("3 pending entries went with it") as string,
    });
    expect(lostIn(lossy(stored).wire({ ...deletion, reply: "0" })).cause?.name).toBe(
      "past the group's position",
    );
  });
});

describe("the cause of a loss in other places", () => {
  test("the commands that trim the stream are named with their role, their limit and how often", () => {
    const trim = { command: "XADD", options: ["MAXLEN", "~", "100"], reply: "3-0" };
    const run = lossy()
      .wire({ at: 40, ...trim })
      .wire({ at: 50, ...trim });
    const audit = { entries: [["2-0", "publisher-0/1"]] as const, groups: [position()] };
    const found = lostIn(run.audit({ at: 502, ...audit, removed: 1 }));
    expect(found.cause?.text).toBe(
      "publisher-0 cut the stream with `XADD … MAXLEN ~ 100`, 2 times, from 40 ms on",
    );
    expect(found.advice).toContain("trim by what the slowest group has read");
  });

  test("a message that was handed out and never asked for again says whose reply was lost", () => {
    const read = { command: "XREADGROUP", group, executedAt: 12, repliedAt: null };
    const run = pendingRun().wire({ at: 11, by, ...read });
    expect(lostIn(run).cause).toMatchObject({
      name: "stuck pending",
      text:
        "Redis handed publisher-0/0 to c-1, whose connection broke before the reply came (XREADGROUP #1 of " +
        "subscriber-billing, 12 ms); no consumer read pending entries (id 0) or claimed any in the whole run",
    });
  });

  test("a group that asked for pending entries is not told that it never did", () => {
    const claim = { command: "XAUTOCLAIM", group };
    expect(lostIn(pendingRun().wire({ at: 40, by, ...claim })).cause?.text).toContain(
      "consumers asked for pending entries once",
    );
  });

  test("a group that Redis no longer has is named with the replies that said so", () => {
    const refused = { command: "XREADGROUP", group, error: "NOGROUP No such key" };
    const run = append(
      scriptHistory({ hasStreamAudit: true, hasCommands: true }).subscribe({ group }),
    );
    run.publish("publisher-0/1", { at: 30, id: "2-0" }).drain({ at: 500 });
    run.wire({ at: 40, by, ...refused }).audit({ entries: [stored], groups: [] });
    const { cause, advice } = lostIn(run);
    expect(cause?.name).toBe("group gone");
    expect(cause?.text).toContain("NOGROUP once from 40 ms on, and it was never created again");
    expect(advice).toContain("at NOGROUP create it again at 0");
  });

  test("a group that is gone because the bus sent FLUSHALL is named as deleted by it", () => {
    const run = append(
      scriptHistory({ hasStreamAudit: true, hasCommands: true }).subscribe({ group }),
    );
    run.publish("publisher-0/1", { at: 30, id: "2-0" }).drain({ at: 500 });
    run.wire({ at: 35, command: "FLUSHALL", key: null, reply: "OK" });
    expect(lostIn(run.audit({ entries: [], groups: [] })).cause?.name).toBe("deleted by FLUSHALL");
  });

  test("groups that read with one group in Redis are named as sharing it", () => {
    const run = append(
      scriptHistory({ hasStreamAudit: true, hasCommands: true })
        .subscribe({ group })
        .subscribe({ group: "shipping" }),
    );
    run.deliver(key, { at: 20, group: "shipping", id: "1-0" });
    for (const role of [by, "subscriber-shipping"])
      run.wire({ at: 15, by: role, command: "XREADGROUP", group: "workers", returned: [key] });
    run.drain({ at: 500 }).audit({ entries: [stored], groups: [] });
    expect(lostIn(run).cause?.text).toBe(
      "all 2 groups of the run read with one group in Redis, workers: each message reached only one of them",
    );
  });

  test("groups that share one in Redis are named also if the auditor finds the messages waiting in the stream", () => {
    const run = append(
      scriptHistory({ hasCommands: true }).subscribe({ group }).subscribe({ group: "shipping" }),
    );
    run.deliver(key, { at: 20, group: "shipping", id: "1-0" });
    for (const role of [by, "subscriber-shipping"])
      run.wire({ at: 15, by: role, command: "XREADGROUP", group: "workers", returned: [key] });
    const waiting = { message: key, key: "run-1:orders", type: "stream" } as const;
    run.drain({ at: 500 }).keyspace({ found: [waiting] });
    expect(lostIn(run).summary).toContain("waiting in stream run-1:orders");
    expect(lostIn(run).cause?.name).toBe("one group in Redis for several");
  });

  test("a stream that the bus deletes is named, and a publish that was not sent", () => {
    const deleted = lossy().wire({ at: 40, command: "FLUSHALL", key: null, reply: "OK" });
    expect(lostIn(deleted).cause?.name).toBe("deleted by FLUSHALL");
    const unsent = scriptHistory({ hasStreamAudit: true, hasCommands: true })
      .subscribe({ group })
      .publish(key, { at: 10, id: "1-0" })
      .publish("publisher-0/1", { at: 30, id: "2-0" })
      .wire({ at: 30, command: "XADD", messages: ["publisher-0/1"], reply: "2-0" })
      .deliver("publisher-0/1", { at: 32, group, id: "2-0" })
      .drain({ at: 500 })
      .audit({ entries: [["2-0", "publisher-0/1"]], groups: [position()] });
    expect(lostIn(unsent).cause?.name).toBe("no command carried it");
  });

  test("a PUBLISH without a subscriber is named", () => {
    const guarantees = { delivery: "at-most-once" } as const;
    const run = scriptHistory({ hasCommands: true, guarantees })
      .subscribe({ group })
      .publish(key, { at: 400 })
      .wire({ at: 400, command: "PUBLISH", key: "orders", messages: [key], reply: "0" })
      .drain({ at: 900 });
    expect(lostIn(run).cause?.text).toMatch(/^Redis answered 0 to the PUBLISH of this message: /);
  });

  describe("a best-effort bus whose keys hold no message", () => {
    function searched(reply: string): HistoryBuilder {
      return scriptHistory({ hasCommands: true, guarantees: { delivery: "best-effort" } })
        .subscribe({ group })
        .publish(key, { at: 400 })
        .wire({ at: 400, command: "PUBLISH", key: "orders", messages: [key], reply })
        .drain({ at: 900 })
        .keyspace({ messages: 0, keys: 0 });
    }

    test("a PUBLISH without a subscriber is named", () => {
      expect(lostIn(searched("0")).cause?.name).toBe("PUBLISH without a subscriber");
    });

    test("a message that Redis pushed to a subscriber was in no key, and no stream is named", () => {
      expect(lostIn(searched("1")).cause).toMatchObject({
        name: "not in Redis",
        text: "the auditor found these messages in no key of the run",
      });
    });
  });
});

function pendingRun(): HistoryBuilder {
  const run = scriptHistory({ hasStreamAudit: true, hasCommands: true }).subscribe({ group });
  return append(run)
    .publish("publisher-0/1", { at: 30, id: "2-0" })
    .deliver("publisher-0/1", { at: 32, group, id: "2-0" })
    .drain({ at: 500 })
    .audit({ entries: [stored, ["2-0", "publisher-0/1"]], groups: [position(["1-0"])] });
}

describe("the cause of a recovery that never came", () => {
  function deaf(): HistoryBuilder {
    const run = scriptHistory({
      hasCommands: true,
      checkers: ["recovery"],
      recoveryLimitMs: 1_000,
    });
    run.subscribe({ group }).exchange(key, 10).fault({ at: 100, healAt: 200 });
    for (let at = 300; at < 2_000; at += 100)
      run.publish(`publisher-0/${at}`, { at, outcome: "info" });
    return run.drain({ at: 3_000 });
  }
  const refused = { at: 300, command: "EVALSHA", error: "NOSCRIPT No matching script" };

  function slowIn(run: HistoryBuilder): Finding {
    const found = judge(run.build()).findings.find(({ kind }) => kind === "not-recovered");
    if (!found) throw new Error("everything recovered");
    return found;
  }

  test("a script that is never loaded again is named, one that is loaded again is not", () => {
    expect(slowIn(deaf().wire(refused)).cause?.text).toBe(
      "Redis answered NOSCRIPT once to publisher-0, from 300 ms on, and the script was not loaded again",
    );
    const loaded = { at: 400, command: "SCRIPT LOAD", key: null };
    expect(slowIn(deaf().wire(refused).wire(loaded)).cause).toBeUndefined();
  });

  test("a group is not gone if a fault of the link answered NOGROUP", () => {
    const read = { at: 300, by, command: "XREADGROUP", group, error: "NOGROUP No such key" };
    expect(slowIn(deaf().wire(read)).cause?.name).toBe("group gone");
    const answered = { ...read, forwardedAt: null, repliedAt: 300 };
    expect(slowIn(deaf().wire(answered)).cause).toBeUndefined();
  });

  test("a finding that names no message has an example for explain, and still names none", () => {
    expect(slowIn(deaf())).toMatchObject({ messages: [], example: "publisher-0/300" });
  });
});

test("a cause never changes a verdict, and a finding that passes has none", () => {
  const run = lossy(stored).wire({ at: 20, by, command: "XGROUP CREATE", group, options: ["$"] });
  const plain = lossy(stored);
  expect(judge(run.build()).verdict).toBe(judge(plain.build()).verdict);
  const { findings } = judge(scriptHistory().subscribe({}).exchange(key, 10).drain().build());
  expect(findings.filter(({ cause, advice }) => cause ?? advice)).toEqual([]);
});
