import { describe, expect, test } from "vitest";

import { nowMs } from "../../clock.ts";
import type { StrikeTarget } from "../../history/strike-moment.ts";
import type { CommandFault } from "../../link/contract/command-point.ts";
import type { CommandStrike, LinkCommands } from "../../link/contract/link.ts";
import { createStrikeMoments, type StrikeMomentsOptions } from "./strike-moments.ts";

const { signal } = new AbortController();
const role = "subscriber-0";
const name = { connection: "reader", command: "XACK", key: "stream:orders" };
const target: StrikeTarget = { role, purpose: "acknowledge", position: "before-reply", nth: 3 };
const reset = { endsConnections: false, commandAct: "rst" } as const;

interface LinkScript {
  readonly comes?: boolean;
  readonly isKnown?: boolean;
}

/** Returns moments on a link whose 7 XACKs came before, and a list of what the link was asked for. */
function moments({ comes = true, isKnown = true }: LinkScript = {}) {
  const asked: (CommandFault | "healed")[] = [];
  const never = new Promise<never>(() => {});
  const commands: Pick<LinkCommands, "arm" | "count"> = {
    count: () => 7,
    arm(fault) {
      asked.push(fault);
      const strike: CommandStrike = { atMs: nowMs(), connection: 0, point: fault.point };
      return {
        struck: comes ? Promise.resolve(strike) : never,
        abandoned: never,
        heal: async () => void asked.push("healed"),
      };
    },
  };
  const options: StrikeMomentsOptions = {
    links: new Map([[role, { commands: commands as LinkCommands }]]),
    purposes: { hasSeen: () => isKnown, recent: () => (isKnown ? name : undefined) },
    publishers: { beatFrom: (ms) => ms },
    startMs: nowMs(),
    signal,
  };
  return { moments: createStrikeMoments(options), asked };
}

describe("the moment of a fault", () => {
  test("comes no earlier than planned, and is recorded", async () => {
    const { moments: wanted } = moments();
    const beforeMs = nowMs();
    const { record } = await wanted.plan({ afterMs: 5.25 }).reached(reset);
    expect(nowMs() - beforeMs).toBeGreaterThanOrEqual(5.25);
    expect(record.plannedMs).toBeGreaterThanOrEqual(5.25);
    expect(record.target).toBeUndefined();
  });

  test("holds the target, counted from the moment on, until it is released", async () => {
    const { moments: wanted, asked } = moments();
    const { record, release } = await wanted.plan({ afterMs: 0, target }).reached(reset);
    const point = { role, ...name, occurrence: 10 };
    expect(asked).toEqual([{ point, position: "before-reply", act: { kind: "stall" } }]);
    expect(record.command).toEqual({
      role,
      connectionName: "reader",
      command: "XACK",
      key: "stream:orders",
      occurrence: 10,
      position: "before-reply",
      act: "rst",
    });
    await release();
    expect(asked.at(-1)).toBe("healed");
  });

  test("loses the bytes of the target if the fault ends the server's side of its connection", async () => {
    const { moments: wanted, asked } = moments();
    await wanted.plan({ afterMs: 0, target }).reached({ ...reset, endsConnections: true });
    expect(asked).toMatchObject([{ act: { kind: "blackhole" } }]);
  });

  test("does without a target that does not come, and takes the fault at it away", async () => {
    const { moments: wanted, asked } = moments({ comes: false });
    const { record } = await wanted.plan({ afterMs: 0, target }).reached(reset);
    expect(record).toMatchObject({ target });
    expect(record.command).toBeUndefined();
    expect(asked.at(-1)).toBe("healed");
  });

  test("does not wait for a command that the role has never sent", async () => {
    const { moments: wanted, asked } = moments({ isKnown: false });
    const { record } = await wanted.plan({ afterMs: 0, target }).reached(reset);
    expect(record.command).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test("does without a target if the link does not understand commands", async () => {
    const { moments: wanted } = moments();
    const elsewhere = { ...target, role: "subscriber-1" };
    const { record } = await wanted.plan({ afterMs: 0, target: elsewhere }).reached(reset);
    expect(record.command).toBeUndefined();
  });
});
