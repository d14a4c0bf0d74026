import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { randomInboxBus } from "../../tests/support/random-inbox-bus.ts";
import type { BusModule } from "../bus/contract.ts";
import { pubsubBus } from "../bus/pubsub/pubsub-bus.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";
import { UsageError } from "../errors.ts";
import { bus as losesTheSeventhPublish } from "../zoo/loses-the-seventh-publish.ts";
import { commandFaultsOf } from "./exploration-fault.ts";
import type {
  Exploration,
  ExplorationEvent,
  ExplorationRequest,
  PointOutcome,
} from "./exploration.ts";
import { explore } from "./explore.ts";
import { secondActs } from "./faults-at-command.ts";
import { formatToken, parseToken } from "./token.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bus-chaos-explore-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function exploreBus(
  bus: BusModule,
  changes: Partial<ExplorationRequest>,
  interruptAtFirst?: AbortController,
): Promise<Exploration> {
  const request: ExplorationRequest = {
    run: {
      scenarios: [],
      bus,
      seed: 1,
      repeat: 1,
      untilFail: false,
      provider: "auto",
      allowRemote: false,
      link: "embedded",
      recoveryLimitMs: 5_000,
      folder: ({ variant, repetition }) =>
        join(folder, `${variant.replaceAll(/[/:,]/g, "~")}-${repetition}`),
    },
    named: [],
    handshakes: false,
    depth: 1,
    secondActs,
    jobs: 64,
    ...changes,
  };
  const onEvent = ({ kind }: ExplorationEvent): void => {
    if (kind === "explored") interruptAtFirst?.abort();
  };
  return explore(request, onEvent, interruptAtFirst?.signal ?? new AbortController().signal);
}

function tokensOf({ points }: Exploration, wanted: PointOutcome): string[] {
  return points
    .filter(({ outcome }) => outcome === wanted)
    .map(({ faults }) => formatToken(faults));
}

const never = "publisher-0/commands/FLUSHALL/-/1/before-reply/fin";
const seventh = "publisher-0/commands/XADD/stream:orders/7";

/** Each test performs up to a hundred runs, as those of tests/*.scenario.test.ts do. */
const limitMs = 120_000;

describe(
  "an exploration of a bus whose key has another random part in every run",
  { timeout: limitMs },
  () => {
    test("explore finds the lost message at the reply of BRPOP, and its token finds it again", async () => {
      const only = "subscriber-0/reader/BRPOP/*/2/before-reply/fin";
      const exploration = await exploreBus(randomInboxBus, { only });
      const token = "subscriber-0/reader/BRPOP/inbox:@/2/before-reply/fin";
      expect(tokensOf(exploration, "fail")).toEqual([token]);
      expect(exploration.unsteady.filter(({ treatment }) => treatment === "left-out")).toEqual([]);
      const again = await exploreBus(randomInboxBus, { named: [parseToken(token)] });
      expect(tokensOf(again, "fail")).toEqual([token]);
    });
  },
);

describe("an exploration of the streams bus", { timeout: limitMs }, () => {
  test("the streams bus passes a fault at every position of a publish, a read and an acknowledgement", async () => {
    const { points } = await exploreBus(streamsBus, { only: "stream:orders/5/" });
    const atCommands = points.flatMap(({ faults }) => commandFaultsOf(faults));
    const commands = new Set(atCommands.map(({ point }) => point.command));
    expect([...commands]).toEqual(["XADD", "XREADGROUP", "XACK"]);
    expect(new Set(atCommands.map(({ position }) => position)).size).toBe(4);
    expect(points).toHaveLength(27 + 29 + 28);
    expect(points.filter(({ outcome }) => outcome !== "pass")).toEqual([]);
  });

  test("an exploration keeps only the fault-free run if every point passes", async () => {
    const { faultFree } = await exploreBus(streamsBus, { only: `${seventh}/*/fin` });
    expect(faultFree?.judgement.verdict).toBe("pass");
    expect(readdirSync(folder)).toEqual(["fault-free-1"]);
  });

  test("an exploration reports a command that the bus never sends as unreached", async () => {
    const tokens = [never, `${seventh}/before-reply/fin`];
    const { points } = await exploreBus(streamsBus, { named: tokens.map(parseToken) });
    expect(points.map(({ outcome }) => outcome)).toEqual(["unreached", "pass"]);
    expect(points[0]?.record?.judgement.verdict).toBe("unknown");
  });

  test.for<[what: string, changes: Partial<ExplorationRequest>]>([
    [`--point ${never}`, { named: [parseToken(never)] }],
    ["--only FLUSHALL", { only: "FLUSHALL" }],
  ])(
    "an exploration with only %s is a usage error whose hint lists the commands of the run",
    async ([what, changes]) => {
      const refusal = exploreBus(streamsBus, changes);
      await expect(refusal).rejects.toThrow(`no command of the run matches ${what}`);
      await expect(refusal).rejects.toBeInstanceOf(UsageError);
      const hint = expect.stringContaining("subscriber-0/reader/XGROUP+CREATE/stream:orders");
      await expect(refusal).rejects.toHaveProperty("hint", hint);
    },
  );

  test("an exploration keeps the evidence and history of a named point", async () => {
    const { points } = await exploreBus(streamsBus, {
      named: [parseToken(`${seventh}/before-reply/stall`)],
    });
    const [fault] = points[0]?.record?.faults ?? [];
    expect(points[0]?.outcome).toBe("pass");
    expect(fault?.evidence).toEqual([
      {
        what: expect.stringContaining("struck at publisher-0"),
        seen: true,
        detail: "connection 0",
      },
    ]);
    expect(existsSync(join(points[0]?.record?.directory ?? "", "history.jsonl"))).toBe(true);
  });

  test("an exploration begins no point after its budget is over", async () => {
    const { points } = await exploreBus(streamsBus, { only: seventh, budgetMs: 0 });
    expect(new Set(points.map(({ outcome }) => outcome))).toEqual(new Set(["skipped"]));
  });

  test("an interrupted exploration returns the explored points and keeps no unfinished run", async () => {
    const interruption = new AbortController();
    const { points, faultFree } = await exploreBus(streamsBus, { only: seventh }, interruption);
    expect(faultFree?.judgement.verdict).toBe("pass");
    const outcomes = new Set(points.map(({ outcome }) => outcome));
    expect(outcomes).toEqual(new Set(["pass", "skipped"]));
    expect(readdirSync(folder)).toEqual(["fault-free-1"]);
  });

  test("an exploration with depth 2 adds a second fault to each command of a recovery", async () => {
    const { points, pruned } = await exploreBus(streamsBus, {
      only: "XADD/stream:orders/?/before-reply/fin",
      depth: 2,
      secondActs: [{ kind: "fin" }],
    });
    const pairs = points.filter(({ faults }) => faults.length === 2);
    expect(pairs.length).toBeGreaterThan(20);
    expect(pairs.map(({ outcome }) => outcome).filter((outcome) => outcome !== "pass")).toEqual([]);
    expect(pruned).toBeGreaterThan(pairs.length);
  });
});

test("the pubsub bus passes an exploration, because it may lose messages while disconnected", async () => {
  const found = await exploreBus(pubsubBus, { only: "PUBLISH/orders/7" });
  expect(tokensOf(found, "pass")).toHaveLength(20);
});

describe(
  "a bus that loses a message if its seventh XADD is executed and not answered",
  { timeout: limitMs },
  () => {
    const note = "publisher-0/commands/XADD/stream:orders:journal/7";
    const at = (position: string, acts: readonly string[]): string[] =>
      acts.map((act) => `${note}/${position}/${act}`);
    /** Faults that lose the reply although Redis executes the command; a stall delays the command itself. */
    const lost = [
      ...at("before-forwarding", ["stall"]),
      ...at("mid-request", ["stall"]),
      ...at("before-reply", ["fin", "rst", "blackhole", "stall", "kill-redis"]),
      ...at("mid-reply", ["fin", "rst", "blackhole", "stall"]),
    ];

    test("an exploration finds the loss wherever Redis executed the command and its reply was lost", async () => {
      const found = await exploreBus(losesTheSeventhPublish, { only: "publisher-0/*XADD/*/7/" });
      const withLosses = found.points.filter(({ record }) =>
        record?.judgement.findings.some(
          ({ kind, verdict }) => kind === "lost" && verdict === "fail",
        ),
      );
      expect(tokensOf(found, "fail").toSorted()).toEqual(lost.toSorted());
      expect(withLosses.map(({ faults }) => formatToken(faults)).toSorted()).toEqual(
        lost.toSorted(),
      );
      expect(tokensOf(found, "pass")).toHaveLength(27 + 27 - lost.length);
    });

    test("an exploration finds the loss at no other command", async () => {
      const found = await exploreBus(losesTheSeventhPublish, { only: "before-reply/fin" });
      expect(found.points.length).toBeGreaterThan(60);
      expect(tokensOf(found, "fail")).toEqual([`${note}/before-reply/fin`]);
      expect(tokensOf(found, "pass")).toHaveLength(found.points.length - 1);
    });
  },
);
