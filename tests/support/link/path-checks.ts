import { randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";

import { expect } from "vitest";

import { sleep } from "../../../src/clock.ts";
import { EnvironmentError } from "../../../src/errors.ts";
import { probeConnect } from "../../../src/link/contract/probe-connection.ts";
import { createRandom } from "../../../src/random.ts";
import { timeoutMs } from "./link-check.ts";
import type { LinkCheck } from "./link-check.ts";
import { encodeCommand, openRawConnection } from "./raw-connection.ts";
import type { RawConnection } from "./raw-connection.ts";

/** Checks of a link without a fault in force. */
export const pathChecks: readonly LinkCheck[] = [
  {
    title: "passes every byte on in both directions",
    needs: [],
    run: async ({ link }) => {
      using connection = await openRawConnection(link.endpoint);
      const payload = randomBytes(1024 * 1024);
      await sendInPieces(connection, encodeCommand("ECHO", payload));
      const reply = await connection.receive(`$${payload.length}\r\n`.length + payload.length + 2);
      expect(reply.indexOf(payload)).toBe(`$${payload.length}\r\n`.length);
    },
  },
  {
    title: "keeps the order of pipelined commands",
    needs: [],
    run: async ({ link }) => {
      using connection = await openRawConnection(link.endpoint);
      const numbers = Array.from({ length: 2_000 }, (_, index) => String(10_000 + index));
      connection.send(Buffer.concat(numbers.map((number) => encodeCommand("ECHO", number))));
      const expected = numbers.map((number) => `$5\r\n${number}\r\n`).join("");
      expect((await connection.receive(expected.length)).toString()).toBe(expected);
    },
  },
  {
    title: "serves 200 connections at once",
    needs: [],
    run: async ({ link }) => {
      const opening = Array.from({ length: 200 }, () => openRawConnection(link.endpoint));
      const connections = await Promise.all(opening);
      await Promise.all(connections.map((connection) => connection.ping()));
      expect(connections.every((connection) => connection.isOpen())).toBe(true);
      for (const connection of connections) connection.close();
    },
  },
  {
    title: "leaves an idle connection alone",
    needs: [],
    run: async ({ link }) => {
      using connection = await openRawConnection(link.endpoint);
      await connection.ping();
      await sleep(2_000);
      await connection.ping();
      expect(connection.isOpen()).toBe(true);
    },
  },
  {
    title: "closes a new client while Redis is away",
    needs: [],
    run: async ({ link, redis }) => {
      await redis.kill("SIGKILL");
      const result = await probeConnect(link.endpoint, { timeoutMs });
      await redis.startAgain();
      expect(["closed", "refused"]).toContain(result.kind);
    },
  },
  {
    title: "leads to Redis again after its restart",
    needs: [],
    run: async ({ link, redis }) => {
      using connection = await openRawConnection(link.endpoint);
      await connection.ping();
      await redis.kill("SIGKILL");
      await connection.closed();
      await redis.startAgain();
      await link.retarget(redis.endpoint());
      expect(await probeConnect(link.endpoint, { timeoutMs })).toMatchObject({ kind: "answer" });
    },
  },
  {
    title: "follows Redis to another port, or throws EnvironmentError",
    needs: [],
    run: async ({ link, directClient, startRedis, dropsPackets }) => {
      await using other = await startRedis();
      const following = link.retarget(other.endpoint());
      if (dropsPackets) return await expect(following).rejects.toBeInstanceOf(EnvironmentError);
      await following;
      using connection = await openRawConnection(link.endpoint);
      connection.send(encodeCommand("SET", "where", "here"));
      await connection.receive("+OK\r\n".length);
      expect(await directClient.get("where")).toBeNull();
    },
  },
];

async function sendInPieces(connection: RawConnection, bytes: Buffer): Promise<void> {
  const random = createRandom("pieces");
  for (let at = 0; at < bytes.length;) {
    const end = at + random.integer(1, 40_000);
    connection.send(bytes.subarray(at, end));
    at = end;
    if (random.integer(0, 1) === 1) await setImmediate();
  }
}
