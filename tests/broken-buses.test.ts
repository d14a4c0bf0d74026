import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { findBus } from "../src/bus/registry.ts";
import type { FindingKind, Verdict } from "../src/checkers/finding.ts";
import type { JudgedRun } from "../src/run/run-record.ts";
import { missingRedis } from "./support/bus-ground.ts";
import { requirement } from "./support/requirements.ts";
import { findVariant, runBus } from "./support/run-bus.ts";

interface Proof {
  /** File in `broken-buses`, named after the defect. */
  readonly bus: string;
  /** The variant that must find it. */
  readonly run: string;
  /** Every kind of finding that fails, in order of the alphabet. */
  readonly finds: readonly FindingKind[];
  /** What the same defect brings with it or not, by where in its work the fault meets the bus. */
  readonly perhaps?: readonly FindingKind[];
  /** Such as the place of a loss. */
  readonly says: string;
}

/** These run side by side. */
const proofs: readonly Proof[] = [
  {
    bus: "never-reconnects",
    run: "restart/sigterm-1s",
    finds: ["not-recovered"],
    perhaps: ["lost", "unacknowledged"],
    says: "not seen in",
  },
  {
    bus: "forgets-its-script",
    run: "restart/sigterm-1s",
    finds: ["not-recovered"],
    says: "publisher-0",
  },
  {
    bus: "forgets-its-subscription",
    run: "restart/sigterm-1s",
    finds: ["lost", "not-recovered"],
    says: "subscriber-0",
  },
  {
    bus: "drops-while-offline",
    run: "restart/sigterm-1s",
    finds: ["lost"],
    says: "all not in Redis",
  },
  {
    bus: "never-looks-at-its-connections",
    run: "partition/half-open-publisher",
    finds: ["not-recovered"],
    says: "publisher-0",
  },
  {
    bus: "never-looks-at-its-connections",
    run: "partition/half-open-subscriber",
    finds: ["lost", "not-recovered"],
    perhaps: ["unacknowledged"],
    says: "subscriber-0",
  },
  {
    bus: "watches-only-its-reader",
    run: "partition/each-socket-subscriber",
    finds: ["unacknowledged"],
    says: "group-0",
  },
  {
    bus: "reads-only-what-is-new",
    run: "partition/replies-lost",
    finds: ["lost"],
    says: "stuck pending",
  },
  {
    bus: "takes-a-timeout-for-a-failure",
    run: "partition/replies-lost",
    finds: ["false-rejection"],
    says: "during blackhole to-client every role",
  },
  {
    bus: "retries-blindly",
    run: "partition/replies-lost",
    finds: ["duplicate"],
    says: "that group-0 had got before",
  },
  { bus: "shares-one-group", run: "fan-out/calm", finds: ["lost"], says: "for each group" },
  { bus: "handles-twice", run: "fan-out/calm", finds: ["duplicate"], says: "all unexplained" },
  { bus: "names-the-key-as-topic", run: "fan-out/calm", finds: ["misrouted"], says: "topic" },
  { bus: "cuts-payloads", run: "fan-out/calm", finds: ["corrupt", "lost"], says: "changed" },
  { bus: "closes-in-name-only", run: "fan-out/calm", finds: ["zombie"], says: "after close" },
  {
    bus: "forgets-its-subscription",
    run: "fan-out/one-cut-off",
    finds: ["lost", "not-recovered"],
    says: "subscriber-3",
  },
  {
    bus: "starts-at-the-end",
    run: "startup-race/from-start",
    finds: ["lost"],
    says: "all past the group's position",
  },
  {
    bus: "creates-its-group-late",
    run: "startup-race/from-new",
    finds: ["lost"],
    says: "all past the group's position",
  },
  {
    bus: "subscribes-in-the-background",
    run: "startup-race/from-new",
    finds: ["lost"],
    says: "(prefix)",
  },
];

/** These count resources or fill a core, so each has the process to itself. */
const proofsAlone: readonly Proof[] = [
  { bus: "trims-while-publishing", run: "fan-out/burst", finds: ["lost"], says: "trimmed" },
  { bus: "leaves-readers-open", run: "leak/calm", finds: ["leak"], says: "server.connections" },
  { bus: "leaves-timers-running", run: "leak/calm", finds: ["leak"], says: "process.timers" },
  { bus: "leaves-consumers-behind", run: "leak/calm", finds: ["leak"], says: "server.consumers" },
  {
    bus: "leaves-listeners-behind",
    run: "leak/calm",
    finds: ["leak"],
    says: "process.signalListeners",
  },
  { bus: "remembers-every-subscription", run: "leak/calm", finds: ["leak"], says: "the heap" },
];

/** What shows nothing is no defect of a bus, and must not look like a success. */
const vacuous = [
  { bus: "goes-round-its-link", run: "partition/refuse", says: "through its link" },
  { bus: "does-nothing", run: "fan-out/calm", says: "no message had to reach anybody" },
];

const recoveryLimitMs = 4000;
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-broken-buses-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function judge(name: string, run: string): Promise<JudgedRun["judgement"]> {
  const bus = await findBus(join(import.meta.dirname, "broken-buses", `${name}.ts`));
  const [record] = await runBus(bus, {
    scenarios: [findVariant(run)],
    recoveryLimitMs,
    folder: ({ scenario, variant }) => join(folder, `${name}-${scenario}-${variant}`),
  });
  if (record?.kind !== "judged") throw new Error(`${run} is not applicable to ${name}`);
  return record.judgement;
}

async function prove({ bus, run, finds, perhaps = [], says }: Proof): Promise<void> {
  const { verdict, findings } = await judge(bus, run);
  const failures = findings.filter((finding) => finding.verdict === "fail");
  const kinds = new Set(failures.map(({ kind }) => kind));
  const certain = [...kinds].filter((kind) => !perhaps.includes(kind));
  const shown = summaries(failures);
  expect(certain.toSorted(), shown).toEqual(finds);
  expect(shown).toContain(says);
  expect(verdict).toBe("fail" satisfies Verdict);
}

function summaries(findings: JudgedRun["judgement"]["findings"]): string {
  return findings.map(({ kind, verdict, summary }) => `${verdict} ${kind}: ${summary}`).join("\n");
}

const { title, skip } = requirement("redis", "a broken bus", missingRedis);

describe.skipIf(skip)(title, () => {
  // These come first, for compiling the code holds up the recovery that the others measure.
  describe("is found out, with the process to itself", () => {
    test.for(proofsAlone)("$bus by $run: $finds", prove);
  });

  describe.concurrent("is found out", () => {
    test.for(proofs)("$bus by $run: $finds", prove);

    test.for(vacuous)("$bus is unknown, not passed, by $run", async ({ bus, run, says }) => {
      const { verdict, findings } = await judge(bus, run);
      expect(summaries(findings)).toContain(says);
      expect(verdict).toBe("unknown" satisfies Verdict);
    });
  });
});

test("every broken bus is proved to be found out", () => {
  const files = readdirSync(join(import.meta.dirname, "broken-buses"));
  const names = files.map((file) => file.replace(/\.ts$/u, ""));
  const proved = new Set([...proofs, ...proofsAlone, ...vacuous].map(({ bus }) => bus));
  expect([...proved].toSorted()).toEqual(names.toSorted());
});
