import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type HeaderScript } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

const key = "publisher-0/0";
const kind = "unacknowledged";
const pending = [`${kind} fail`];
const read = { at: 15, by: "subscriber-a", command: "XREADGROUP", group: "a" };

/** One message that a group reads, handles from 20 to 25 ms, and never acknowledges. */
function run(wire: readonly WireScript[] = [read], header: HeaderScript = {}) {
  const builder = scriptHistory({ hasCommands: true, ...header })
    .subscribe({})
    .publish(key, { at: 10 })
    .deliver(key, { at: 20, tookMs: 5 })
    .drain();
  for (const each of wire) builder.wire(each);
  return builder;
}

describe("a group that acknowledges nothing in the whole run", () => {
  test("leaves pending what it handled, where no auditor looked", () => {
    expect(findingOf(run().build(), kind)).toMatchObject({
      verdict: "fail",
      messages: [key],
      summary:
        "1 message handled but still pending after the drain, for a; a sent no acknowledgement in the whole run",
    });
  });

  test("does so where the auditor could not look", () => {
    expect(found(run().audit({ error: "timed out" }).build())).toContain(pending[0]);
  });

  test.each<[string, WireScript]>([
    ["under a longer name", { ...read, group: "bus:a" }],
    ["what its reply shows", { ...read, returned: [key] }],
    ["what its reply may hold", { ...read, returned: ["publisher-0/7"], partial: true }],
    ["at the moment of the publish", { ...read, at: 10 }],
    ["at the moment of the delivery", { ...read, at: 20 }],
  ])("does so if it read %s", (_name, each) => {
    expect(found(run([each]).build())).toEqual(pending);
  });

  test.each<[string, Partial<WireScript>]>([
    ["another group", { command: "XACK", group: "b" }],
    ["a publisher", { by: "publisher-0", command: "EVAL" }],
    ["nobody, for it only looks", { command: "XPENDING" }],
  ])("does so if what was sent is of %s", (_name, other) => {
    const sent = { ...read, at: 26, ...other };
    expect(found(run([read, sent]).build())).toEqual(pending);
  });

  test("does so if its handler failed at first", () => {
    const again = scriptHistory({ hasCommands: true })
      .subscribe({})
      .publish(key, { at: 10 })
      .deliver(key, { at: 20, outcome: "fail" })
      .deliver(key, { at: 30 })
      .wire({ ...read, at: 25 })
      .drain();
    expect(found(again.build())).toContain(pending[0]);
  });
});

describe("nothing is said of what is pending", () => {
  test("where the auditor looked", () => {
    expect(
      found(
        run()
          .audit({ entries: [["1-0", key]], groups: [] })
          .build(),
      ),
    ).toEqual([]);
  });

  test.each<[string, Partial<WireScript>]>([
    ["XACK", {}],
    ["XACK", { forwardedAt: null }],
    ["XACK", { by: "subscriber-b" }],
    ["XACK", { group: "bus:a" }],
    ["XACKDEL", {}],
    ["XCLAIM", {}],
    ["XAUTOCLAIM", {}],
    ["XREADGROUP", { noAck: true }],
    ["EVAL", {}],
    ["EVALSHA", {}],
    ["FCALL", {}],
    ["MULTI", { key: null }],
    ["XDEL", {}],
    ["XDELEX", {}],
    ["DEL", {}],
    ["UNLINK", {}],
    ["XGROUP DESTROY", {}],
    ["XGROUP DELCONSUMER", {}],
  ])("once the group, or somebody for it, sent %s: %o", (command, how) => {
    const sent = { ...read, at: 26, ids: ["9-9"], command, ...how };
    expect(found(run([read, sent]).build())).toEqual([]);
  });

  test("once an acknowledgement did not say for whom", () => {
    const { group: _group, ...unnamed } = read;
    expect(found(run([read, { ...unnamed, at: 26, command: "XACK" }]).build())).toEqual([]);
  });

  test.each<[string, WireScript]>([
    ["by another command", { ...read, command: "XREAD" }],
    ["for another group", { ...read, group: "b" }],
    ["by another role", { ...read, by: "subscriber-b" }],
    ["before it was published", { ...read, at: 9 }],
    ["after it was delivered", { ...read, at: 21 }],
    ["with a reply that shows others", { ...read, returned: ["publisher-0/7"] }],
    ["with a reply that was lost", { ...read, repliedAt: null }],
    ["in vain", { ...read, reply: "nil" }],
    ["and refused", { ...read, error: "NOGROUP" }],
  ])("that was read %s", (_name, each) => {
    expect(found(run([each]).build())).toEqual([]);
  });

  test("where Redis may have forgotten that it was read", () => {
    const wiped = run().fault({ at: 30, healAt: 40, losesAll: true });
    expect(found(wiped.build())).toEqual([]);
  });

  test("where the group has a connection that no link can read", () => {
    expect(found(run().opaque({ at: 5, by: "subscriber-a" }).build())).toEqual([]);
    expect(found(run().opaque({ at: 5, by: "publisher-0" }).build())).toEqual(pending);
  });

  test("for a group that everybody left", () => {
    expect(found(run().close({ at: 50 }).build())).toEqual([]);
  });

  test("for a message that nobody handled", () => {
    const history = scriptHistory({ hasCommands: true })
      .subscribe({})
      .publish(key, { at: 10 })
      .deliver(key, { at: 20, outcome: "fail" })
      .wire(read)
      .drain();
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("for a bus that promises no second delivery", () => {
    const header = { guarantees: { delivery: "at-most-once" } } as const;
    expect(found(run([read], header).build())).toEqual([]);
  });

  test("where the links saw no commands", () => {
    expect(found(run([read], { hasCommands: false }).build())).toEqual([]);
  });
});
