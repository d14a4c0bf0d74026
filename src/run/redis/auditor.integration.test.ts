import { describe, expect, test } from "vitest";

import { openDirectTestRedis } from "../../../tests/support/direct-test-redis.ts";
import { requirement } from "../../../tests/support/requirements.ts";
import { missingRedis } from "../../../tests/support/test-bus.ts";
import { createPayload } from "../../workload/payload.ts";
import { createAuditor } from "./auditor.ts";
import type { DirectRedis } from "./direct-redis.ts";

const { title, skip } = requirement("redis", "the auditor", missingRedis);
const runId = "run";
const key = "stream";

function auditorOf({ ask }: Pick<DirectRedis, "ask">) {
  return createAuditor({ holderOf: async () => ({ number: 0, ask }) }, runId);
}

describe.skipIf(skip)(title, () => {
  test("the auditor reads every entry of a stream that is longer than a page", async () => {
    await using redis = await openDirectTestRedis();
    await redis.fill(key, 4001);
    const pages: number[] = [];
    const seen = new Set<string>();
    for await (const page of auditorOf(redis.direct).entries(key)) {
      pages.push(page.length);
      for (const [id] of page) seen.add(id);
    }
    expect(pages).toEqual([2000, 2000, 1]);
    expect(seen.size).toBe(4001);
  });

  test("the auditor tells an empty stream from a key without a stream", async () => {
    await using redis = await openDirectTestRedis();
    await redis.fill(key, 1);
    await redis.direct.ask(["XDEL", key, "1-0"]);
    await redis.direct.ask(["SET", "text", "1"]);
    const { entries } = auditorOf(redis.direct);
    expect(await Array.fromAsync(entries(key))).toEqual([[]]);
    expect(await Array.fromAsync(entries("elsewhere"))).toEqual([]);
    expect(await Array.fromAsync(entries("text"))).toEqual([]);
  });

  test("the auditor finds the messages of its own run in every field of an entry", async () => {
    await using redis = await openDirectTestRedis();
    const message = { publisher: "publisher-0", sequence: 7, topic: "orders", bytes: 0 };
    const ours = JSON.stringify({ data: createPayload({ runId, ...message }) });
    const foreign = createPayload({ runId: "other", ...message });
    await redis.direct.ask(["XADD", key, "1-0", "kind", "order", "body", ours]);
    await redis.direct.ask(["XADD", key, "2-0", "body", foreign]);
    const { value } = await auditorOf(redis.direct).entries(key).next();
    expect(value).toEqual([
      ["1-0", "publisher-0/7"],
      ["2-0", null],
    ]);
  });

  test("the auditor returns each message of an entry that holds several, once", async () => {
    await using redis = await openDirectTestRedis();
    const payloads = [7, 8].map((sequence) =>
      createPayload({ runId, publisher: "publisher-0", sequence, topic: "orders", bytes: 0 }),
    );
    const [first = "", second = ""] = payloads;
    await redis.direct.ask(["XADD", key, "1-0", "one", first, "both", first + second]);
    const { value } = await auditorOf(redis.direct).entries(key).next();
    expect(value).toEqual([
      ["1-0", "publisher-0/7"],
      ["1-0", "publisher-0/8"],
    ]);
  });

  test("the auditor reads every pending entry of a group with more than a page of them", async () => {
    await using redis = await openDirectTestRedis();
    await redis.fill(key, 2001);
    await redis.direct.ask(["XGROUP", "CREATE", key, "g", "0"]);
    await redis.direct.ask(["XREADGROUP", "GROUP", "g", "c", "STREAMS", key, ">"]);
    const [group] = await auditorOf(redis.direct).groups(key);
    expect(group).toMatchObject({ name: "g", lastDeliveredId: "2001-0" });
    expect(new Set(group?.pending.map(({ id }) => id)).size).toBe(2001);
    expect(group?.pending[0]).toMatchObject({ id: "1-0", consumer: "c", deliveries: 1 });
  });

  test("the auditor tells pending entries from unread entries, for each group", async () => {
    await using redis = await openDirectTestRedis();
    await redis.fill(key, 3);
    for (const group of ["fresh", "reading"]) {
      await redis.direct.ask(["XGROUP", "CREATE", key, group, "0"]);
    }
    await redis.direct.ask(["XREADGROUP", "GROUP", "reading", "c", "STREAMS", key, ">"]);
    await redis.direct.ask(["XACK", key, "reading", "1-0"]);
    const backlog = await auditorOf(redis.direct).backlog(key);
    expect(backlog).toMatchObject([
      { name: "fresh", pending: 0, unread: true },
      { name: "reading", pending: 2, unread: false },
    ]);
  });

  test("the auditor counts the entries that were removed from a stream", async () => {
    await using redis = await openDirectTestRedis();
    await redis.fill(key, 5);
    await redis.direct.ask(["XTRIM", key, "MAXLEN", "2"]);
    expect(await auditorOf(redis.direct).removed(key)).toBe(3);
  });

  test("the auditor returns nothing for a key without a stream", async () => {
    await using redis = await openDirectTestRedis();
    const auditor = auditorOf(redis.direct);
    expect(await auditor.backlog(key)).toBeUndefined();
    expect(await auditor.groups(key)).toEqual([]);
    expect(await auditor.removed(key)).toBeUndefined();
    expect((await auditor.entries(key).next()).done).toBe(true);
  });
});
