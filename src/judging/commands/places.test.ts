import { describe, expect, test } from "vitest";

import { factsOf } from "../facts/facts.ts";
import { scriptHistory, type HistoryBuilder } from "../testing/history-builder.ts";
import { placeOf } from "./places.ts";

const message = "publisher-0/0";
const entries = [["1-0", message]] as const;
const group = { name: "a", lastDeliveredId: "0-0", pending: [] };
const found = [{ message, key: "q:wait", type: "list" }] as const;
const read = { at: 5, by: "subscriber-a", command: "XREADGROUP", group: "a" } as const;
const append = { at: 10, command: "XADD", messages: [message], reply: "1-0" } as const;

function placeIn(tell: (run: HistoryBuilder) => HistoryBuilder) {
  const run = scriptHistory({ hasStreamAudit: true, hasCommands: true }).subscribe({});
  const history = tell(run.publish(message, { at: 10 }).drain()).build();
  const [first] = factsOf(history).groups;
  return placeOf(history.messages.get(message)!, first!, history);
}

describe("the place of a message", () => {
  test("the stream that the bus names counts before the search", () => {
    const run = (each: HistoryBuilder) => each.audit({ entries, groups: [group] });
    expect(placeIn((each) => run(each).keyspace({ found }))).toBe("unread");
  });

  test("the search counts for a message that is not in the stream", () => {
    const audited = (each: HistoryBuilder) => each.audit({ entries: [], groups: [group] });
    expect(placeIn(audited)).toBe("not in Redis");
    expect(placeIn((each) => audited(each).keyspace({ found }))).toBe("waiting in list q:wait");
  });

  test("the search alone counts for a bus that names no stream", () => {
    expect(placeIn((each) => each)).toBe("unknown");
    expect(placeIn((each) => each.keyspace({ found }))).toBe("waiting in list q:wait");
    expect(placeIn((each) => each.keyspace({ messages: 2 }))).toBe("not in Redis");
    expect(placeIn((each) => each.keyspace({ messages: 0 }))).toBe("unknown");
  });

  test("a stored message whose group Redis had and has no more is left without its group", () => {
    const run = (each: HistoryBuilder) => each.audit({ entries, groups: [] });
    expect(placeIn((each) => run(each).wire(read))).toBe("left in a stream whose group is gone");
    expect(placeIn((each) => run(each).wire({ ...read, error: "NOGROUP" }))).toBe("unknown");
    expect(placeIn(run)).toBe("unknown");
  });

  test("if the key holds no stream and the bus wrote to another key, the message is there", () => {
    const run = (each: HistoryBuilder) => each.audit({ groups: [] });
    expect(placeIn((each) => run(each).wire(append))).toBe("in another stream (stream:orders)");
    expect(placeIn((each) => run(each).wire({ ...append, key: "orders" }))).toBe("not in Redis");
    expect(placeIn((each) => run(each).wire({ ...append, error: "OOM" }))).toBe("not in Redis");
  });

  test("a stream in which the auditor can read no message is unreadable", () => {
    const unreadable = [["1-0", null]] as const;
    const run = (each: HistoryBuilder) => each.audit({ entries: unreadable, groups: [group] });
    expect(placeIn(run)).toBe("unreadable");
  });
});
