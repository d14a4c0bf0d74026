import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { requirement } from "../../../tests/support/requirements.ts";
import { findVariant, runBus } from "../../../tests/support/run-bus.ts";
import { missingRedis } from "../../../tests/support/test-bus.ts";
import type { BusModule } from "../../bus/contract.ts";
import { pubsubBus } from "../../bus/pubsub/pubsub-bus.ts";
import { referenceParts } from "../../bus/streams/reference-parts.ts";
import { createStreamsBus, streamsBus } from "../../bus/streams/streams-bus.ts";
import { createPubsubBus } from "../../zoo/support/create-pubsub-bus.ts";
import { bus as waitsForALostConfirmation } from "../../zoo/waits-for-a-lost-confirmation.ts";

const folder = mkdtempSync(join(tmpdir(), "bus-chaos-cuts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function failuresOf(bus: BusModule, variant: string) {
  const [record] = await runBus(bus, {
    scenarios: [findVariant(`startup-race/${variant}`)],
    recoveryLimitMs: 4000,
    folder: () => join(folder, `${bus.name}-${variant}`),
  });
  if (record?.kind !== "judged") throw new Error(`the run was not judged: ${record?.kind}`);
  const { verdict, findings } = record.judgement;
  const failing = findings.filter((each) => each.verdict === "fail").map(({ rule }) => rule);
  return { verdict, failing };
}

const inOneGroup: BusModule = {
  ...streamsBus,
  name: "streams-in-one-group",
  guarantees: { ...streamsBus.guarantees, groups: false },
};

/** Sends SUBSCRIBE once, and takes the next connection for subscribed, also if the first one broke meanwhile. */
const subscribesOnce = createPubsubBus("subscribes-once", () => {
  let wasSent = false;
  return async (client, channel, hear) => {
    if (wasSent) return;
    wasSent = true;
    await client.subscribe(channel, hear);
  };
});

/**
 * Creates its group at the first entry of the stream, also if its user wants only new messages, and the bus never
 * reads again the entries of a reply that it did not get.
 */
const readsOnceFromTheFirst = createStreamsBus(
  {
    ...referenceParts,
    ensureGroup: (consumer) => referenceParts.ensureGroup({ ...consumer, from: "start" }),
    readOwnPending: () => Promise.resolve(),
    reclaim: () => Promise.resolve(),
  },
  { name: "reads-once-from-the-first" },
);

const { title, skip } = requirement("redis", "a cut at every command of a start", missingRedis);

describe.skipIf(skip)(title, () => {
  test.each([
    { bus: streamsBus, variant: "cut-while-starting" },
    { bus: pubsubBus, variant: "cut-while-starting" },
    { bus: inOneGroup, variant: "one-group-cut-while-starting" },
  ])("$bus.name passes $variant", async ({ bus, variant }) => {
    expect(await failuresOf(bus, variant)).toEqual({ verdict: "pass", failing: [] });
  });

  test("a bus whose subscribe call waits for a reply that was lost hangs", async () => {
    const { failing } = await failuresOf(waitsForALostConfirmation, "cut-while-starting");
    expect(failing).toEqual(["hung/subscribe"]);
  });

  test("a bus that subscribes no second time loses what is published after subscribe resolved", async () => {
    const { failing } = await failuresOf(subscribesOnce, "cut-while-starting");
    expect(failing).toContain("lost/never-received");
  });

  test("a bus that never reads lost replies again leaves pending what it need not handle", async () => {
    const { failing } = await failuresOf(readsOnceFromTheFirst, "cut-while-starting");
    expect(failing).toContain("unacknowledged/read-and-left-pending");
  });
});
