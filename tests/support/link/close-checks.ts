import { expect } from "vitest";

import { UnsupportedFaultError } from "../../../src/errors.ts";
import { requiredCapability } from "../../../src/link/contract/link-capability.ts";
import type { Link } from "../../../src/link/contract/link.ts";
import type { NetworkFault } from "../../../src/link/contract/network-fault.ts";
import { probeConnect } from "../../../src/link/contract/probe-connection.ts";
import { openSteadyProbe, silenceMs, timeoutMs } from "./link-check.ts";
import type { LinkCheck } from "./link-check.ts";
import { openRawConnection } from "./raw-connection.ts";

const everyFault: readonly NetworkFault[] = [
  { kind: "cut", how: "fin" },
  { kind: "cut", how: "rst" },
  { kind: "refuse" },
  { kind: "refuse", how: "fin" },
  { kind: "refuse", how: "rst" },
  { kind: "blackhole", direction: "both", scope: "all" },
  { kind: "blackhole", direction: "to-server", scope: "existing" },
  { kind: "blackhole", direction: "to-client", scope: "existing", connections: [0] },
  { kind: "stall", direction: "both", scope: "all" },
  { kind: "stall", direction: "both", scope: "existing" },
  { kind: "stall", direction: "to-server", scope: "all", connections: [0] },
  { kind: "latency", direction: "both", delayMs: 20 },
];

/** Checks of the faults that close connections, and of rules that hold for every fault. */
export const closeChecks: readonly LinkCheck[] = [
  {
    title: "keeps its endpoint during and after every fault",
    needs: [],
    run: async ({ link }) => {
      const endpoint = { ...link.endpoint };
      for (const fault of everyFault.filter((one) => canDo(link, one))) {
        using probe = await openSteadyProbe(link);
        await link.inject(fault);
        await link.heal();
        probe.close();
        expect(link.endpoint).toEqual(endpoint);
        expect(await probeConnect(endpoint, { timeoutMs })).toMatchObject({ kind: "answer" });
      }
    },
  },
  {
    title: "throws UnsupportedFaultError for a fault that it does not claim",
    needs: [],
    run: async ({ link }) => {
      for (const fault of everyFault.filter((one) => !canDo(link, one))) {
        await expect(link.inject(fault)).rejects.toBeInstanceOf(UnsupportedFaultError);
      }
      expect(await probeConnect(link.endpoint, { timeoutMs })).toMatchObject({ kind: "answer" });
    },
  },
  {
    title: "can be healed twice, and without a fault in force",
    needs: [],
    run: async ({ link }) => {
      await link.heal();
      await link.inject({ kind: "blackhole", direction: "both", scope: "all" });
      await link.heal();
      await link.heal();
      expect(await probeConnect(link.endpoint, { timeoutMs })).toMatchObject({ kind: "answer" });
    },
  },
  {
    title: "closes its connections and its port when it is disposed of",
    needs: [],
    run: async ({ link, dropsPackets }) => {
      using connection = await openRawConnection(link.endpoint);
      await connection.ping();
      await link[Symbol.asyncDispose]();
      await connection.closed();
      const result = await probeConnect(link.endpoint, { timeoutMs: silenceMs });
      expect(result.kind).toBe(dropsPackets ? "no-answer" : "refused");
    },
  },
  {
    title: "cuts live connections by FIN",
    needs: ["cut-fin"],
    run: ({ link }) => cutsLiveOnes(link, "fin"),
  },
  {
    title: "cuts live connections by RST",
    needs: ["cut-rst"],
    run: ({ link }) => cutsLiveOnes(link, "rst"),
  },
  {
    title:
      "cuts only the picked connection of two, and refuses it until the heal if the fault says so",
    needs: ["cut-connection"],
    run: async ({ link }) => {
      using first = await openRawConnection(link.endpoint);
      using second = await openRawConnection(link.endpoint);
      await Promise.all([first.ping(), second.ping()]);
      await link.inject({ kind: "refuse", how: "rst", connections: [1] });
      expect(await second.closed()).toBe("rst");
      await first.ping();
      expect(await probeConnect(link.endpoint, { timeoutMs })).toEqual({ kind: "refused" });
      await link.heal();
      await link.inject({ kind: "cut", how: "fin", connections: [0] });
      expect(await first.closed()).toBe("fin");
      expect(await probeConnect(link.endpoint, { timeoutMs })).toMatchObject({ kind: "answer" });
    },
  },
  {
    title: "refuses connections until the heal",
    needs: ["refuse"],
    run: async ({ link }) => {
      using connection = await openRawConnection(link.endpoint);
      await connection.ping();
      await link.inject({ kind: "refuse" });
      await connection.closed();
      expect(await probeConnect(link.endpoint, { timeoutMs })).toEqual({ kind: "refused" });
      await link.heal();
      expect(await probeConnect(link.endpoint, { timeoutMs })).toMatchObject({ kind: "answer" });
    },
  },
];

function canDo(link: Link, fault: NetworkFault): boolean {
  return link.capabilities.has(requiredCapability(fault));
}

async function cutsLiveOnes(link: Link, how: "fin" | "rst"): Promise<void> {
  using first = await openRawConnection(link.endpoint);
  using second = await openRawConnection(link.endpoint);
  await Promise.all([first.ping(), second.ping()]);
  await link.inject({ kind: "cut", how });
  expect(await Promise.all([first.closed(), second.closed()])).toEqual([how, how]);
  expect(await probeConnect(link.endpoint, { timeoutMs })).toMatchObject({ kind: "answer" });
}
