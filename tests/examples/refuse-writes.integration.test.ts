import { describe, expect, test } from "vitest";

import type { FaultContext } from "../../src/faults/contract/fault-definition.ts";
import { noRoleProcesses } from "../../src/faults/contract/role-processes.ts";
import { requirement } from "../support/requirements.ts";
import { missingRedis, startTestRedis } from "../support/test-bus.ts";
import { refuseWrites } from "./refuse-writes.ts";

const { title, skip } = requirement("redis", "the fault of docs/adding-a-fault.md", missingRedis);

describe.skipIf(skip)(title, () => {
  test("the fault refuse-writes leaves evidence when it is injected, while it lasts, and when it is healed", async () => {
    await using redis = await startTestRedis();
    const context: FaultContext = {
      redis,
      persistence: "always",
      processes: noRoleProcesses,
      links: new Map(),
      linksFollow: async () => {},
      signal: new AbortController().signal,
    };
    const fault = refuseWrites.prepare({ kind: "refuse-writes" }, [], context);
    const evidence = [
      await fault.verifyInForce(),
      await fault.inject(),
      await fault.verifyInForce(),
      await fault.heal(),
      await fault.verifyInForce(),
    ];
    expect(evidence.flat().map(({ seen }) => seen)).toEqual([false, true, true, true, false]);
  });
});
