import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { requirement } from "../../../tests/support/requirements.ts";
import { findVariant, runBus } from "../../../tests/support/run-bus.ts";
import { missingRedis } from "../../../tests/support/test-bus.ts";
import type { BusModule } from "../../bus/contract.ts";
import { pubsubBus } from "../../bus/pubsub/pubsub-bus.ts";
import { streamsBus } from "../../bus/streams/streams-bus.ts";
import type { Judgement } from "../../judging/judgement.ts";
import { bus as createsItsGroupLate } from "../../zoo/creates-its-group-late.ts";
import { bus as neverWaitsForItsGroup } from "../../zoo/never-waits-for-its-group.ts";
import { bus as startsAtTheEnd } from "../../zoo/starts-at-the-end.ts";
import { bus as subscribesInTheBackground } from "../../zoo/subscribes-in-the-background.ts";
import { bus as takesAPipelineForATransaction } from "../../zoo/takes-a-pipeline-for-a-transaction.ts";

const folder = mkdtempSync(join(tmpdir(), "bus-chaos-boundaries-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let runs = 0;

async function judgementOf(
  bus: BusModule,
  from: "start" | "new",
  variant = "every-boundary-from",
): Promise<Judgement> {
  const [record] = await runBus(bus, {
    scenarios: [findVariant(`startup-race/${variant}-${from}`)],
    recoveryLimitMs: 4000,
    folder: () => join(folder, String(runs++)),
  });
  if (record?.kind !== "judged") throw new Error(`the run was not judged: ${record?.kind}`);
  return record.judgement;
}

/** Returns the findings about boundaries, one line each. */
function boundaryLines({ findings }: Judgement): readonly string[] {
  return findings
    .map(({ verdict, summary }) => `${verdict} ${summary}`)
    .filter((line) => line.includes("start-up command"));
}

/** Messages are lost until the reader of a worker has created its group. */
const beforeTheGroup = [
  "reader HELLO #1",
  "reader CLIENT INFO #1",
  "reader INFO #1",
  "reader TIME #1",
  "reader XADD ready #1",
  "reader XGROUP CREATE stream:orders #1",
]
  .map((command) => `before ${command}`)
  .join(", ");

const { title, skip } = requirement("redis", "every boundary of a start", missingRedis);

/** Each test performs whole runs, as those of tests/*.scenario.test.ts do. */
const limitMs = 120_000;

describe.skipIf(skip)(title, { timeout: limitMs }, () => {
  test("the streams bus with `new` loses in every run the messages before its group exists", async () => {
    const line = `pass messages published before 6 of 14 start-up commands were lost, as \`new\` allows: ${beforeTheGroup}`;
    for (let run = 0; run < 5; run++) {
      const judgement = await judgementOf(streamsBus, "new");
      expect(boundaryLines(judgement)).toEqual([line]);
      expect(judgement.verdict).toBe("pass");
    }
  });

  test("the streams bus with `start` loses no message at any boundary", async () => {
    expect(await judgementOf(streamsBus, "start")).toMatchObject({ verdict: "pass", findings: [] });
  });

  test("the pubsub bus loses the messages before it has subscribed", async () => {
    const judgement = await judgementOf(pubsubBus, "new");
    expect(judgement.verdict).toBe("pass");
    expect(boundaryLines(judgement)).toEqual([
      "pass messages published before 5 of 9 start-up commands were lost, as `new` allows: before subscriber HELLO #1, before subscriber CLIENT INFO #1, before subscriber INFO #1, before subscriber TIME #1, before subscriber SUBSCRIBE orders #1",
    ]);
  });

  test("a bus whose groups begin at the end of the stream fails with `start` at the boundaries before its group", async () => {
    const { verdict, findings } = await judgementOf(startsAtTheEnd, "start");
    expect(verdict).toBe("fail");
    expect(findings.map(({ kind }) => kind)).toEqual(["lost", "lost"]);
    expect(findings[1]?.summary).toBe(
      `messages published before 6 of 14 start-up commands were lost: ${beforeTheGroup}`,
    );
  });

  test("a bus whose subscribe call resolves before its group exists fails with `new`", async () => {
    const judgement = await judgementOf(createsItsGroupLate, "new");
    expect(judgement.verdict).toBe("fail");
    const [owed = ""] = boundaryLines(judgement);
    expect(owed).toMatch(
      /^fail messages published before \d+ of \d+ start-up commands were lost: before commands/,
    );
  });

  test.for([
    { bus: neverWaitsForItsGroup, from: "new" },
    { bus: takesAPipelineForATransaction, from: "start" },
  ] as const)(
    "$bus.name fails at the boundary before its group alone, and passes under load",
    async (planted) => {
      const { bus, from } = planted;
      const [owed] = boundaryLines(await judgementOf(bus, from));
      const atTheGroup = "before reader XGROUP CREATE stream:orders #1";
      expect(owed).toMatch(
        /^fail messages published before 1 of \d+ start-up commands were lost: /,
      );
      expect(owed?.endsWith(`: ${atTheGroup}`)).toBe(true);
      expect((await judgementOf(bus, from, "from")).verdict).toBe("pass");
    },
  );

  test("a bus whose subscribe call resolves before it sends a command fails at its SUBSCRIBE", async () => {
    const judgement = await judgementOf(subscribesInTheBackground, "new");
    expect(judgement.verdict).toBe("fail");
    const owed = boundaryLines(judgement).find((line) => line.startsWith("fail"));
    expect(owed).toContain("SUBSCRIBE orders #1");
  });
});
