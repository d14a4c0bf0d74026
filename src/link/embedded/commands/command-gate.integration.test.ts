import { setImmediate } from "node:timers/promises";

import { describe, expect, test } from "vitest";

import { mixCommands } from "../../../../tests/support/link/command-mix.ts";
import { recordLinkCommands } from "../../../../tests/support/link/command-record.ts";
import {
  at,
  linkCommandsOf,
  commandSuite,
  until,
  useCommandSetup,
} from "../../../../tests/support/link/command-setup.ts";
import { encodeCommand, openRawConnection } from "../../../../tests/support/link/raw-connection.ts";
import type { Endpoint } from "../../../fixtures/endpoint.ts";
import { commandPositions } from "../../../history/struck-command.ts";
import { createRandom } from "../../../random.ts";
import type { Random } from "../../../random.ts";

const commandTotal = 50_000;
const { title, skip } = commandSuite("a command gate");
const end = Buffer.from("$7\r\nthe end\r\n");
const briefDelays = commandPositions.flatMap((position) =>
  ["count-1", "count-2", "count-3"].flatMap((key) =>
    [1, 2, 3, 20, 50].map((occurrence) =>
      at("INCR", key, { position, act: { kind: "delay", delayMs: 1 }, occurrence }),
    ),
  ),
);
const never = at("GET", "no-such-key", { position: "before-reply", act: { kind: "rst" } });

describe.skipIf(skip)(title, () => {
  const setup = useCommandSetup();

  test.for([2, 3] as const)(
    "changes no byte of 50 000 commands in RESP%i, also with faults armed",
    async (resp) => {
      const random = createRandom(`transparency in RESP${resp}`);
      const { requests, commandCount } = mixCommands(resp, commandTotal, random.fork("commands"));
      const converse = async (endpoint: Endpoint, splits: string): Promise<Buffer> => {
        await setup.directClient().flushAll();
        return await replay(endpoint, { resp, requests, random: random.fork(splits) });
      };
      const expected = await converse(setup.endpoint(), "direct");

      await using observed = await setup.openLink();
      const record = recordLinkCommands(observed);
      expectSame(await converse(observed.endpoint, "observed"), expected);
      // The greeting and the last command come on top.
      await record.ended(commandCount + 2);
      expect(record.commands).toHaveLength(commandCount + 2);
      expect(record.opaque).toEqual([]);

      await using armed = await setup.openLink();
      linkCommandsOf(armed).arm(never);
      expectSame(await converse(armed.endpoint, "armed"), expected);

      await using delayed = await setup.openLink();
      const delays = briefDelays.map((fault) => linkCommandsOf(delayed).arm(fault));
      expectSame(await converse(delayed.endpoint, "delayed"), expected);
      await Promise.all(delays.map(({ struck }) => struck));
    },
  );
});

interface Replayed {
  readonly resp: 2 | 3;
  readonly requests: Buffer;
  readonly random: Random;
}

/** Sends all requests in pieces of any size, and returns all replies after the greeting. */
async function replay(endpoint: Endpoint, { resp, requests, random }: Replayed): Promise<Buffer> {
  using connection = await openRawConnection(endpoint);
  connection.send(encodeCommand("HELLO", String(resp)));
  await until(() => connection.receivedBytes() > 0, "the greeting");
  await connection.receive(connection.receivedBytes());
  for (let sent = 0; sent < requests.length;) {
    const size = random.integer(1, random.integer(0, 9) === 0 ? 5 : 4_000);
    connection.send(requests.subarray(sent, sent + size));
    sent += size;
    await setImmediate();
  }
  connection.send(encodeCommand("ECHO", "the end"));
  const replies: Buffer[] = [];
  const isEnded = async () => {
    if (connection.receivedBytes() === 0) return false;
    replies.push(await connection.receive(connection.receivedBytes()));
    return Buffer.concat(replies.slice(-end.length)).subarray(-end.length).equals(end);
  };
  await until(isEnded, "the last reply");
  expect(connection.isOpen()).toBe(true);
  return Buffer.concat(replies);
}

/** Compares the bytes around the first difference, so that a failure does not print megabytes. */
function expectSame(actual: Buffer, expected: Buffer): void {
  const first = actual.findIndex((byte, index) => byte !== expected[index]);
  const from = first === -1 ? actual.length : first;
  const around = (bytes: Buffer) => bytes.subarray(Math.max(0, from - 100), from + 50).toString();
  expect(around(actual)).toBe(around(expected));
  expect(actual.length).toBe(expected.length);
}
