import { describe, expect, test } from "vitest";

import { recordLinkCommands } from "../../../../tests/support/link/command-record.ts";
import {
  atXadd,
  linkCommandsOf,
  commandSuite,
  isSilent,
  receiveText,
  rpush,
  until,
  useCommandSetup,
  xadd,
} from "../../../../tests/support/link/command-setup.ts";
import { openRawConnection } from "../../../../tests/support/link/raw-connection.ts";
import type { CommandPosition } from "../../../history/struck-command.ts";
import type { CommandFault } from "../../contract/command-point.ts";
import type { Link } from "../../contract/link.ts";

interface Expected {
  readonly position: CommandPosition;
  /** The bytes that the client gets before the fault strikes. */
  readonly received: string;
  readonly isExecuted: boolean;
}

/** A pipeline of three commands, with the fault at the second command. */
const positions: readonly Expected[] = [
  { position: "before-forwarding", received: ":1\r\n", isExecuted: false },
  { position: "mid-request", received: ":1\r\n", isExecuted: false },
  { position: "before-reply", received: ":1\r\n", isExecuted: true },
  { position: "mid-reply", received: ":1\r\n$3\r\n", isExecuted: true },
];
const allReplies = ":1\r\n$3\r\n1-1\r\n:2\r\n";
const all = { list: ["first", "last"], entries: 1 };

const { title, skip } = commandSuite("a fault at a command of a pipeline");

describe.skipIf(skip)(title, () => {
  const setup = useCommandSetup();

  async function strike(link: Link, fault: CommandFault) {
    const record = recordLinkCommands(link);
    const armed = linkCommandsOf(link).arm(fault);
    const connection = await openRawConnection(link.endpoint);
    connection.send(Buffer.concat([rpush("first"), xadd(1), rpush("last")]));
    expect(await armed.struck).toMatchObject({ connection: 0 });
    return { record, armed, connection };
  }

  describe.for(positions)("$position", ({ position, received, isExecuted }) => {
    const fate = { list: ["first"], entries: isExecuted ? 1 : 0 };
    const xaddLine = isExecuted ? "XADD orders #1 forwarded executed" : "XADD orders #1";

    test.for(["fin", "rst"] as const)(
      "closes the connection to client and Redis, by %s",
      async (kind) => {
        await using link = await setup.openLink();
        const struck = await strike(link, atXadd(position, { kind }));
        using connection = struck.connection;
        expect(await connection.closed()).toBe(kind);
        expect(await receiveText(connection, received)).toBe(received);
        expect(connection.receivedBytes()).toBe(0);
        await struck.armed.abandoned;
        await until(async () => (await setup.clientCount()) === 0, "Redis to see the close");
        expect(await setup.executed()).toEqual(fate);
        await struck.record.ended(3);
        expect(struck.record.lines()).toEqual([
          "RPUSH list #1 forwarded executed replied",
          xaddLine,
          "RPUSH list #2",
        ]);
      },
    );

    test("loses all later bytes in a black hole, without a close", async () => {
      await using link = await setup.openLink();
      const struck = await strike(link, atXadd(position, { kind: "blackhole" }));
      using connection = struck.connection;
      expect(await receiveText(connection, received)).toBe(received);
      connection.send(rpush("later"));
      expect(await isSilent(connection)).toBe(true);
      expect(await setup.executed()).toEqual(fate);
      connection.close();
      await struck.armed.abandoned;
      expect(await setup.clientCount()).toBe(1);
      await struck.armed.heal();
      await until(async () => (await setup.clientCount()) === 0, "Redis to see the close");
      expect(await setup.executed()).toEqual(fate);
      await struck.record.ended(4);
      expect(struck.record.lines().slice(1)).toEqual([xaddLine, "RPUSH list #2", "RPUSH list #3"]);
    });

    test("holds all later bytes in a stall, and passes them on at the heal", async () => {
      await using link = await setup.openLink();
      const struck = await strike(link, atXadd(position, { kind: "stall" }));
      using connection = struck.connection;
      expect(await receiveText(connection, received)).toBe(received);
      expect(await isSilent(connection)).toBe(true);
      expect(await setup.executed()).toEqual(fate);
      await struck.armed.heal();
      const rest = `${allReplies.slice(received.length)}:3\r\n`;
      connection.send(rpush("later"));
      expect(await receiveText(connection, rest)).toBe(rest);
      expect(struck.record.lines()).toEqual([
        "RPUSH list #1 forwarded executed replied",
        "XADD orders #1 forwarded executed replied",
        "RPUSH list #2 forwarded executed replied",
        "RPUSH list #3 forwarded executed replied",
      ]);
    });

    test("lets Redis execute stalled commands after the client has left", async () => {
      await using link = await setup.openLink();
      const struck = await strike(link, atXadd(position, { kind: "stall" }));
      using connection = struck.connection;
      await receiveText(connection, received);
      connection.close();
      await struck.armed.abandoned;
      expect(await setup.executed()).toEqual(fate);
      expect(await setup.clientCount()).toBe(1);
      await struck.armed.heal();
      await until(async () => (await setup.clientCount()) === 0, "Redis to see the close");
      expect(await setup.executed()).toEqual(all);
    });

    test("passes all later bytes on after a delay", async () => {
      await using link = await setup.openLink();
      const struck = await strike(link, atXadd(position, { kind: "delay", delayMs: 30 }));
      using connection = struck.connection;
      expect(await receiveText(connection, allReplies)).toBe(allReplies);
      expect(await setup.executed()).toEqual(all);
    });

    test("ends a delay at the heal", async () => {
      await using link = await setup.openLink();
      const struck = await strike(link, atXadd(position, { kind: "delay", delayMs: 60_000 }));
      using connection = struck.connection;
      expect(await receiveText(connection, received)).toBe(received);
      expect(await setup.executed()).toEqual(fate);
      await struck.armed.heal();
      await receiveText(connection, allReplies.slice(received.length));
      expect(await setup.executed()).toEqual(all);
    });
  });
});
