import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type HeaderScript } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

const key = "publisher-0/0";
const kind = "unacknowledged";
const pending = [`${kind} fail`];
const read = { at: 15, by: "subscriber-a", command: "XREADGROUP", group: "a" };

/** Builds the history of a message that group `a` reads, handles from 20 to 25 ms, and never acknowledges. */
function run(wire: readonly WireScript[] = [read], header: HeaderScript = {}) {
  const builder = scriptHistory({ hasCommands: true, ...header })
    .subscribe({})
    .publish(key, { at: 10 })
    .deliver(key, { at: 20, tookMs: 5 })
    .drain();
  for (const each of wire) builder.wire(each);
  return builder;
}

describe("messages that a group handled and never acknowledged", () => {
  test("a handled message is reported as pending if its group sent no acknowledgement in the whole run", () => {
    expect(findingOf(run().build(), kind)).toMatchObject({
      rule: "unacknowledged/no-acknowledgement-sent",
      verdict: "fail",
      messages: [key],
      summary:
        "1 message handled but still pending after the drain, for a; a sent no XACK or other acknowledgement in the whole run",
    });
  });

  test("a handled message is reported as pending if the auditor could not read the stream", () => {
    expect(found(run().audit({ error: "timed out" }).build())).toContain(pending[0]);
  });

  test.each<[string, WireScript]>([
    ["was for the group under a longer name", { ...read, group: "bus:a" }],
    ["returned the message", { ...read, returned: [key] }],
    [
      "may have returned it, for the link read only a part of the reply",
      { ...read, returned: ["publisher-0/7"], partial: true },
    ],
    ["was executed when the publish began", { ...read, at: 10 }],
    ["was executed when the delivery began", { ...read, at: 20 }],
  ])("a handled message is reported as pending if the read before it %s", (_name, each) => {
    expect(found(run([each]).build())).toEqual(pending);
  });

  test.each<[string, Partial<WireScript>]>([
    ["an XACK for another group", { command: "XACK", group: "b" }],
    ["a script of a publisher", { by: "publisher-0", command: "EVAL" }],
    ["XPENDING, which acknowledges nothing", { command: "XPENDING" }],
  ])("a handled message is reported as pending in spite of %s", (_name, other) => {
    const sent = { ...read, at: 26, ...other };
    expect(found(run([read, sent]).build())).toEqual(pending);
  });

  test("a message that was handled at the second attempt is reported as pending", () => {
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

describe("messages that may have been acknowledged", () => {
  test("the commands do not count if the auditor could read the stream", () => {
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
  ])("a handled message is not reported if %s may have acknowledged it: %o", (command, how) => {
    const sent = { ...read, at: 26, ids: ["9-9"], command, ...how };
    expect(found(run([read, sent]).build())).toEqual([]);
  });

  test("a handled message is not reported if an XACK named no group", () => {
    const { group: _group, ...unnamed } = read;
    expect(found(run([read, { ...unnamed, at: 26, command: "XACK" }]).build())).toEqual([]);
  });

  test.each<[string, WireScript]>([
    ["was another command", { ...read, command: "XREAD" }],
    ["was for another group", { ...read, group: "b" }],
    ["was by another role", { ...read, by: "subscriber-b" }],
    ["came before the publish", { ...read, at: 9 }],
    ["came after the delivery", { ...read, at: 21 }],
    ["returned only other messages", { ...read, returned: ["publisher-0/7"] }],
    ["got no reply", { ...read, repliedAt: null }],
    ["returned nothing", { ...read, reply: "nil" }],
    ["was refused", { ...read, error: "NOGROUP" }],
  ])("a handled message is not reported if the only read %s", (_name, each) => {
    expect(found(run([each]).build())).toEqual([]);
  });

  test("a handled message is not reported if Redis may have lost the read", () => {
    const wiped = run().fault({ at: 30, healAt: 40, losesAll: true });
    expect(found(wiped.build())).toEqual([]);
  });

  test("a handled message is not reported if the group has a connection that the link cannot read", () => {
    expect(found(run().opaque({ at: 5, by: "subscriber-a" }).build())).toEqual([]);
    expect(found(run().opaque({ at: 5, by: "publisher-0" }).build())).toEqual(pending);
  });

  test("a handled message is not reported if all subscribers left the group", () => {
    expect(found(run().close({ at: 50 }).build())).toEqual([]);
  });

  test("a message that no handler finished is lost, not unacknowledged", () => {
    const history = scriptHistory({ hasCommands: true })
      .subscribe({})
      .publish(key, { at: 10 })
      .deliver(key, { at: 20, outcome: "fail" })
      .wire(read)
      .drain();
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("a handled message of an at-most-once bus is not reported", () => {
    const header = { guarantees: { delivery: "at-most-once" } } as const;
    expect(found(run([read], header).build())).toEqual([]);
  });

  test("a handled message is not reported if the links saw no commands", () => {
    expect(found(run([read], { hasCommands: false }).build())).toEqual([]);
  });
});
