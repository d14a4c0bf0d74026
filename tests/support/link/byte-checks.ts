import { setImmediate } from "node:timers/promises";

import { expect } from "vitest";

import { nowMs } from "../../../src/clock.ts";
import type { Link } from "../../../src/link/contract/link.ts";
import { probeConnect } from "../../../src/link/contract/probe-connection.ts";
import { waitPatiently } from "../../../src/patience.ts";
import { openSteadyProbe, silenceMs, timeoutMs, untilEqual } from "./link-check.ts";
import type { LinkCheck } from "./link-check.ts";
import { encodeCommand, openRawConnection } from "./raw-connection.ts";

/** Checks of the faults that lose, hold back or delay bytes. */
export const byteChecks: readonly LinkCheck[] = [
  {
    title: "loses requests in a black hole towards the server",
    needs: ["blackhole"],
    run: async ({ link, directClient, dropsPackets }) => {
      using probe = await openSteadyProbe(link);
      using connection = await openRawConnection(link.endpoint);
      await connection.ping();
      await link.inject({ kind: "blackhole", direction: "to-server", scope: "all" });
      connection.send(encodeCommand("INCR", "counter"));
      expect(await probe.ping({ timeoutMs: silenceMs })).toEqual({ kind: "no-answer" });
      expect(await directClient.get("counter")).toBeNull();
      expect(connection.isOpen()).toBe(true);
      await link.heal();
      if (dropsPackets) await connection.receive(":1\r\n".length);
      else await connection.closed();
      expect(await directClient.get("counter")).toBe(dropsPackets ? "1" : null);
    },
  },
  {
    title: "loses only replies in a black hole towards the client",
    needs: ["blackhole"],
    run: async ({ link, directClient, dropsPackets }) => {
      using probe = await openSteadyProbe(link);
      using connection = await openRawConnection(link.endpoint);
      await connection.ping();
      await link.inject({ kind: "blackhole", direction: "to-client", scope: "all" });
      connection.send(encodeCommand("INCR", "counter"));
      await untilEqual(() => directClient.get("counter"), "1");
      expect(await probe.ping({ timeoutMs: silenceMs })).toEqual({ kind: "no-answer" });
      expect(probe.state()).toMatchObject({ open: true });
      await link.heal();
      if (dropsPackets) await connection.receive(":1\r\n".length);
      else await connection.closed();
    },
  },
  {
    title: "loses the bytes of new connections in a black hole too",
    needs: ["blackhole"],
    run: async ({ link }) => {
      await link.inject({ kind: "blackhole", direction: "both", scope: "all" });
      const result = await probeConnect(link.endpoint, { timeoutMs: silenceMs });
      expect(result).toEqual({ kind: "no-answer" });
    },
  },
  {
    title: "spares new connections in a black hole for existing ones",
    needs: ["blackhole-existing"],
    run: ({ link }) => sparesNewOnes(link, "blackhole"),
  },
  {
    title: "spares new connections in a stall for existing ones",
    needs: ["stall-existing"],
    run: ({ link }) => sparesNewOnes(link, "stall"),
  },
  {
    title: "loses the bytes of only the picked connection of three",
    needs: ["blackhole-connection"],
    run: async ({ link }) => {
      using first = await openSteadyProbe(link);
      using second = await openSteadyProbe(link);
      using third = await openSteadyProbe(link);
      const fault = { kind: "blackhole", direction: "both", scope: "existing" } as const;
      await link.inject({ ...fault, connections: [1] });
      expect(await second.ping({ timeoutMs: silenceMs })).toEqual({ kind: "no-answer" });
      expect(await first.ping({ timeoutMs })).toMatchObject({ kind: "answer" });
      expect(await third.ping({ timeoutMs })).toMatchObject({ kind: "answer" });
      await link.heal();
      await waitPatiently(() => !second.state().open, {
        what: "the picked connection to be closed",
        timeoutMs,
      });
      expect([first.state().open, third.state().open]).toEqual([true, true]);
    },
  },
  {
    title: "delivers the bytes of a stall at the heal, in order",
    needs: ["stall"],
    run: async ({ link, directClient }) => {
      using connection = await openRawConnection(link.endpoint);
      await connection.ping();
      await link.inject({ kind: "stall", direction: "both", scope: "all" });
      for (const item of ["a", "b", "c"]) {
        connection.send(encodeCommand("RPUSH", "list", item));
        await setImmediate();
      }
      const result = await probeConnect(link.endpoint, { timeoutMs: silenceMs });
      expect(result).toEqual({ kind: "no-answer" });
      expect(await directClient.lRange("list", 0, -1)).toEqual([]);
      await link.heal();
      expect((await connection.receive(12)).toString()).toBe(":1\r\n:2\r\n:3\r\n");
      expect(await directClient.lRange("list", 0, -1)).toEqual(["a", "b", "c"]);
      await connection.ping();
    },
  },
  {
    title: "delivers the bytes of a stall at the heal although the client has left",
    needs: ["stall"],
    run: async ({ link, directClient }) => {
      using probe = await openSteadyProbe(link);
      using connection = await openRawConnection(link.endpoint);
      await connection.ping();
      await link.inject({ kind: "stall", direction: "to-server", scope: "all" });
      connection.send(encodeCommand("RPUSH", "list", "late"));
      connection.close();
      expect(await probe.ping({ timeoutMs: silenceMs })).toEqual({ kind: "no-answer" });
      expect(await directClient.exists("list")).toBe(0);
      await link.heal();
      await untilEqual(async () => (await directClient.lRange("list", 0, -1)).join(","), "late");
    },
  },
  {
    title: "holds back only replies in a stall towards the client",
    needs: ["stall"],
    run: async ({ link, directClient }) => {
      using connection = await openRawConnection(link.endpoint);
      await connection.ping();
      await link.inject({ kind: "stall", direction: "to-client", scope: "all" });
      connection.send(encodeCommand("INCR", "counter"));
      await untilEqual(() => directClient.get("counter"), "1");
      await link.heal();
      expect((await connection.receive(4)).toString()).toBe(":1\r\n");
    },
  },
  {
    title: "delays all commands by the same time, in order",
    needs: ["latency"],
    run: async ({ link }) => {
      using connection = await openRawConnection(link.endpoint);
      await connection.ping();
      const delayMs = 100;
      await link.inject({ kind: "latency", direction: "both", delayMs });
      const startMs = nowMs();
      const numbers = Array.from({ length: 20 }, (_, index) => String(10 + index));
      for (const number of numbers) {
        connection.send(encodeCommand("ECHO", number));
        await setImmediate();
      }
      const expected = numbers.map((number) => `$2\r\n${number}\r\n`).join("");
      expect((await connection.receive(expected.length)).toString()).toBe(expected);
      const tookMs = nowMs() - startMs;
      expect(tookMs).toBeGreaterThanOrEqual(2 * delayMs * 0.5);
      // Twenty delays that do not overlap would take ten times as long.
      expect(tookMs).toBeLessThan(2 * delayMs * 10);
      await link.heal();
    },
  },
  {
    title: "counts connections and bytes while they pass",
    needs: ["live-counters"],
    run: async ({ link }) => {
      using connection = await openRawConnection(link.endpoint);
      await connection.ping();
      const before = { open: 1, connections: 1, bytesToServer: 14, bytesToClient: 7 };
      expect(await link.traffic()).toMatchObject({ ...before, withheldBytes: 0 });
      await link.inject({ kind: "blackhole", direction: "to-server", scope: "all" });
      connection.send(encodeCommand("PING"));
      await untilEqual(async () => (await link.traffic())?.withheldBytes, 14);
      await link.heal();
      await connection.closed();
      const after = { connections: 1, bytesToServer: 14, bytesToClient: 7 };
      expect(await link.traffic()).toMatchObject({ ...after, open: 0, closedByFault: 1 });
    },
  },
];

async function sparesNewOnes(link: Link, kind: "blackhole" | "stall"): Promise<void> {
  using old = await openSteadyProbe(link);
  await link.inject({ kind, direction: "both", scope: "existing" });
  expect(await old.ping({ timeoutMs: silenceMs })).toEqual({ kind: "no-answer" });
  expect(old.state()).toMatchObject({ open: true });
  using fresh = await openSteadyProbe(link);
  await link.heal();
  expect(await fresh.ping({ timeoutMs })).toMatchObject({ kind: "answer" });
  if (kind === "stall") expect(await old.ping({ timeoutMs })).toMatchObject({ kind: "answer" });
  else await waitPatiently(() => !old.state().open, { what: "the heal to close it", timeoutMs });
}
