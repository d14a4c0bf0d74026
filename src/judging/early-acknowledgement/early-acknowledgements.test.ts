import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type HistoryBuilder } from "../testing/history-builder.ts";
import type { DeliverScript, WireScript } from "../testing/scripts.ts";

const key = "publisher-0/0";
const kind = "early-acknowledgement";
const early = [`${kind} fail`];

interface Run {
  readonly header?: object;
  readonly delivered?: Partial<DeliverScript>;
  readonly acknowledged?: Partial<WireScript>;
}

const acknowledgement = {
  by: "subscriber-a",
  command: "XACK",
  group: "a",
  ids: ["1-0"],
  reply: "1",
};

/** Builds the history of a message whose handler works from 20 to 25 ms, and of its XACK, which is sent at 26 ms. */
function run({ header = {}, delivered = {}, acknowledged = {} }: Run) {
  return scriptHistory({ hasCommands: true, ...header })
    .subscribe({})
    .publish(key, { at: 10, id: "1-0" })
    .wire({ at: 10, command: "XADD", messages: [key], reply: "1-0" })
    .deliver(key, { at: 20, tookMs: 5, id: "1-0", ...delivered })
    .wire({ at: 26, ...acknowledgement, ...acknowledged })
    .drain();
}

/** The harness deletes the entry at 18 ms or later, and records that with the evidence of a fault. */
function removed(at: number): HistoryBuilder {
  const history = run({ delivered: { outcome: "fail" }, acknowledged: { at: 30 } });
  const evidence = [{ what: "deleted", seen: true, removed: [key] }];
  return history.fault({ at, healAt: at, evidence });
}

describe("acknowledgements that were sent too early", () => {
  test("an XACK of an entry that the harness has deleted is not early, and one from before is", () => {
    expect(found(removed(30).build())).not.toContain(early[0]);
    expect(found(removed(31).build())).toContain(early[0]);
  });

  test("an XACK during the handler is reported, even if all went well", () => {
    const history = run({ acknowledged: { at: 21 } }).build();
    expect(findingOf(history, kind)).toMatchObject({
      rule: "early-acknowledgement/before-the-handler-was-done",
      verdict: "fail",
      messages: [key],
      summary:
        "1 message acknowledged with XACK before the handler was done, for a; publisher-0/0, without any fault: subscriber-a XACK stream:orders #1 was sent 4 ms before the handler was done",
    });
  });

  test("an XACK before the handler is called is reported", () => {
    expect(found(run({ acknowledged: { at: 19 } }).build())).toEqual(early);
  });

  test("an XACK during the handler is reported even if Redis never answered it", () => {
    const acknowledged = { at: 21, executedAt: null };
    expect(found(run({ acknowledged }).build())).toEqual(early);
  });

  test("an XACK after a failed handler is reported if the message was not handled again", () => {
    const history = run({ delivered: { outcome: "fail" } }).build();
    expect(found(history)).toEqual(["lost fail", ...early]);
  });

  test("an XACK is reported if the handler never finished", () => {
    const history = run({ delivered: { tookMs: null } }).build();
    expect(findingOf(history, kind).summary).toContain("the handler never finished");
  });

  test("an early XACK is reported if only the auditor shows which message the entry holds", () => {
    const history = scriptHistory({ hasCommands: true })
      .subscribe({})
      .publish(key, { at: 10, id: "1-0" })
      .deliver(key, { at: 20, tookMs: 5, id: "1-0" })
      .wire({ at: 21, ...acknowledgement, key: "orders" })
      .drain()
      .audit({ entries: [["1-0", key]] });
    expect(found(history.build())).toEqual(early);
  });

  test("an early XACK is reported for a bus with its own ids and a prefix before the group", () => {
    const delivered = { id: "own-id" };
    const acknowledged = { at: 21, group: "bus:a" };
    expect(found(run({ delivered, acknowledged }).build())).toEqual(early);
  });

  test("a read with NOACK is reported, because Redis keeps nothing pending for it", () => {
    const history = run({})
      .wire({
        at: 12,
        by: "subscriber-a",
        command: "XREADGROUP",
        group: "a",
        noAck: true,
        returned: [key],
      })
      .build();
    expect(findingOf(history, kind).summary).toContain(
      "subscriber-a XREADGROUP stream:orders #1 read it with NOACK",
    );
  });
});

describe("acknowledgements that are not reported", () => {
  test("an XACK after its handler is not reported", () => {
    expect(found(run({}).build())).toEqual([]);
  });

  test("an XACK when its handler ends is not reported", () => {
    expect(found(run({ acknowledged: { at: 25 } }).build())).toEqual([]);
  });

  test("an XACK while a handled message is handled again is not reported", () => {
    const history = run({}).deliver(key, { at: 25.5, tookMs: 5, id: "1-0" });
    expect(found(history.build())).not.toContain(early[0]);
  });

  test("an XACK that the link never forwarded is not reported", () => {
    expect(found(run({ acknowledged: { at: 21, forwardedAt: null } }).build())).toEqual([]);
  });

  test("an XACK of a second entry, which the bus recognised as a copy, is not reported", () => {
    const history = run({})
      .wire({ at: 11, command: "XADD", messages: [key], reply: "2-0", occurrence: 2 })
      .wire({ at: 21, ...acknowledgement, ids: ["2-0"] });
    expect(found(history.build())).toEqual([]);
  });

  test("an XACK of a message that the bus reported as dropped is not reported", () => {
    const history = run({ delivered: { outcome: "fail" } }).notice({
      at: 25,
      notice: "dropped",
      ids: ["1-0"],
    });
    expect(found(history.build())).toEqual(["dropped fail"]);
  });

  test.each<[string, Partial<WireScript>]>([
    ["another group", { group: "b" }],
    ["another stream", { key: "stream:invoices" }],
    ["an unknown entry", { ids: ["9-9"] }],
  ])("an early XACK for %s is not reported", (_name, acknowledged) => {
    expect(found(run({ acknowledged: { at: 21, ...acknowledged } }).build())).toEqual([]);
  });

  test("an early XACK is not reported if its entry id stood for two messages", () => {
    const history = run({ acknowledged: { at: 21 } })
      .publish("publisher-0/1", { at: 30, tookMs: null })
      .wire({ at: 30, command: "XADD", messages: ["publisher-0/1"], reply: "1-0", executedAt: 30 })
      .deliver("publisher-0/1", { at: 31, id: "1-0" });
    expect(found(history.build())).toEqual([]);
  });

  test.each(["at-most-once", "best-effort"])("an early XACK is not reported for %s", (delivery) => {
    const header = { guarantees: { delivery } };
    expect(found(run({ header, acknowledged: { at: 21 } }).build())).toEqual([]);
  });

  test("a run without any acknowledgement is not reported", () => {
    const history = scriptHistory({ hasCommands: true }).subscribe({}).exchange(key, 10).drain();
    expect(found(history.build())).toEqual([]);
  });
});

describe("a message that its subscriber moved to another stream", () => {
  const work = "stream:work";
  const reader = { by: "subscriber-a", command: "XREADGROUP", group: "a", returned: [key] };
  const readFromWork = { at: 18, ...reader, key: work, occurrence: 2 };

  /** The handler gets the entry of the work stream. Its move was answered with `QUEUED`. */
  function moved(id: string, acknowledged: Partial<WireScript>) {
    return run({ delivered: { id }, acknowledged })
      .wire({ at: 12, ...reader })
      .wire({
        at: 13,
        by: "subscriber-a",
        command: "XADD",
        key: work,
        messages: [key],
        reply: "QUEUED",
      })
      .wire({ at: 14, ...acknowledgement })
      .wire(readFromWork)
      .build();
  }

  test.each(["1-0", "5-0", "own-id"])(
    "an XACK of the entry that was moved is not reported if the handler got %s from the other stream",
    (id) => {
      expect(found(moved(id, {}))).toEqual([]);
    },
  );

  test("an early XACK of the entry in the other stream is reported", () => {
    expect(found(moved("5-0", { at: 21, key: work, ids: ["5-0"] }))).toEqual(early);
  });

  test("an early XACK is reported if the link saw no read of the message", () => {
    expect(found(run({ acknowledged: { at: 21 } }).build())).toEqual(early);
  });

  test.each([
    ["stream:orders", early],
    ["stream:returns", []],
  ])(
    "an early XACK of %s is compared with every stream of a read of several",
    (stream, expected) => {
      const keys = ["stream:first", "stream:orders"];
      const history = run({ acknowledged: { at: 21, key: stream } }).wire({
        at: 15,
        ...reader,
        key: "stream:first",
        keys,
      });
      expect(found(history.build())).toEqual(expected);
    },
  );
});

describe("a message that was acknowledged and not handled", () => {
  const given = { published: "published", delivered: "delivered" };

  function unhandled(delivered: boolean): HistoryBuilder {
    const builder = scriptHistory({ hasCommands: true })
      .subscribe({})
      .publish(key, { at: 10, id: given.published })
      .wire({ at: 10, command: "XADD", messages: [key], reply: "1-0" })
      .wire({ ...acknowledgement, at: 26 })
      .drain();
    const { delivered: id } = given;
    return delivered ? builder.deliver(key, { at: 20, outcome: "fail", id }) : builder;
  }

  test("a message that was acknowledged to Redis and reached no handler is lost", () => {
    expect(found(unhandled(false).build())).toEqual(["lost fail"]);
  });

  test("the finding of an acknowledged message whose handler failed names both operations", () => {
    const history = unhandled(true);
    const { operations, summary } = findingOf(history.build(), kind);
    expect(summary).toMatch(/ was sent, and the handler failed$/);
    const of = (name: string) => history.operations().find((each) => each.kind === name)?.index;
    const sent = history.operations().findLast((each) => each.kind === "wire");
    expect(operations).toEqual([of("deliver"), sent?.index]);
  });

  test.each(["1-0", given.published, given.delivered])(
    "a message that the bus gave up as %s may be acknowledged without a handler",
    (id) => {
      const history = unhandled(true).notice({ at: 25, notice: "dropped", ids: [id] });
      expect(found(history.build())).not.toContain(early[0]);
    },
  );
});
