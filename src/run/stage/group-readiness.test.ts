import { expect, test } from "vitest";

import type { OperationDraft } from "../../history/operation.ts";
import type { OpenGroup } from "../watch/ledger-groups.ts";
import { awaitReadyGroups, type GroupReadinessOptions } from "./group-readiness.ts";

const { signal } = new AbortController();

/** Returns groups that each handle a canary once that number of them was sent, and the operations that are recorded. */
function groupsThatNeed(canaries: Readonly<Record<string, number>>) {
  const recorded: OperationDraft[] = [];
  const sent: string[] = [];
  const groups = Object.entries(canaries).map(([group, needed]) => {
    const handledAnyOf = (keys: readonly string[]): boolean => keys.length >= needed;
    return { topic: "orders", group, handledAnyOf } as Partial<OpenGroup> as OpenGroup;
  });
  const options: GroupReadinessOptions = {
    ledger: { openGroups: () => groups },
    publishers: {
      sendCanaries() {
        const key = `publisher-0/${sent.length}`;
        sent.push(key);
        return [key];
      },
    },
    recorder: { record: (draft) => recorded.push(draft) },
    signal,
  };
  return { options, sent, recorded };
}

test("awaitReadyGroups sends a single canary if every group handles it", async () => {
  const { options, sent, recorded } = groupsThatNeed({ a: 1, b: 1 });
  expect(await awaitReadyGroups(options)).toBe(true);
  expect(sent).toHaveLength(1);
  const common = { kind: "ready", type: "info", process: "harness", topic: "orders" };
  expect(recorded).toEqual([
    { ...common, group: "a" },
    { ...common, group: "b" },
  ]);
});

test("awaitReadyGroups sends another canary for a group that missed the first, and records each group once", async () => {
  const { options, sent, recorded } = groupsThatNeed({ a: 1, b: 3 });
  expect(await awaitReadyGroups(options)).toBe(true);
  expect(sent).toHaveLength(3);
  expect(recorded.map((each) => ("group" in each ? each.group : ""))).toEqual(["a", "b"]);
});

test("awaitReadyGroups sends nothing if no group is open", async () => {
  const { options, sent } = groupsThatNeed({});
  expect(await awaitReadyGroups(options)).toBe(true);
  expect(sent).toEqual([]);
});

test("awaitReadyGroups resolves with false and records no group that handles no canary within the limit", async () => {
  const { options, recorded } = groupsThatNeed({ a: 1, b: Infinity });
  expect(await awaitReadyGroups(options, 60)).toBe(false);
  expect(recorded).toHaveLength(1);
});

test("awaitReadyGroups rejects if the run is interrupted", async () => {
  const { options } = groupsThatNeed({ a: Infinity });
  const aborted = AbortSignal.abort(new Error("interrupted"));
  await expect(awaitReadyGroups({ ...options, signal: aborted })).rejects.toThrow("interrupted");
});
