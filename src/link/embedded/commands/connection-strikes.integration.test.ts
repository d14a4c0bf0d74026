import { describe, expect, test } from "vitest";

import { recordLinkCommands } from "../../../../tests/support/link/command-record.ts";
import {
  at,
  atXadd,
  linkCommandsOf,
  commandSuite,
  isSilent,
  namespace,
  receiveText,
  rpush,
  until,
  useCommandSetup,
  xadd,
} from "../../../../tests/support/link/command-setup.ts";
import { encodeCommand, openRawConnection } from "../../../../tests/support/link/raw-connection.ts";
import { openSplitter } from "../../../../tests/support/link/splitter.ts";
import { openTestClient } from "../../../../tests/support/test-client.ts";
import type { CommandPosition } from "../../../history/struck-command.ts";

const { title, skip } = commandSuite("a fault at a command");
const orders = `${namespace}orders`;
const hello3 = encodeCommand("HELLO", "3");

describe.skipIf(skip)(title, () => {
  const setup = useCommandSetup();

  test.for([2, 3] as const)("hides one reply from node-redis in RESP%i", async (RESP) => {
    await using link = await setup.openLink();
    recordLinkCommands(link);
    const armed = linkCommandsOf(link).arm(
      at("XADD", "orders", {
        position: "before-reply",
        act: { kind: "rst" },
        connection: "commands",
        occurrence: 2,
      }),
    );
    const url = `redis://127.0.0.1:${link.endpoint.port}`;
    const name = "publisher-0:commands";
    const client = await openTestClient(url, { RESP, name, reconnects: true });
    await client.xAdd(orders, "1-1", { n: "1" });
    const lost = client.xAdd(orders, "1-2", { n: "1" });
    await expect(lost).rejects.toThrow(/ECONNRESET|closed/);
    await armed.abandoned;
    await until(() => client.isReady, "the client to connect again");
    expect(await client.xAdd(orders, "1-3", { n: "1" })).toBe("1-3");
    expect(await setup.directClient().xLen(orders)).toBe(3);
    client.destroy();
  });

  test.for([
    ["RESP2", "", "*3\r\n$9\r\nsubscribe\r\n$9\r\nrun-1:one\r\n:1\r\n"],
    ["RESP3", hello3, ">3\r\n$9\r\nsubscribe\r\n$9\r\nrun-1:one\r\n:1\r\n"],
  ] as const)("stalls the confirmation of a SUBSCRIBE in %s", async (given) => {
    const [, greeting, confirmation] = given;
    await using link = await setup.openLink();
    const record = recordLinkCommands(link);
    const fault = { position: "before-reply", act: { kind: "stall" } } as const;
    const armed = linkCommandsOf(link).arm(at("SUBSCRIBE", "one", fault));
    using connection = await openRawConnection(link.endpoint);
    connection.send(greeting);
    connection.send(encodeCommand("SUBSCRIBE", `${namespace}one`));
    await armed.struck;
    if (greeting === hello3) await takeGreeting(connection);
    expect(await isSilent(connection)).toBe(true);
    expect(await setup.directClient().publish(`${namespace}one`, "hello")).toBe(1);
    await armed.heal();
    const push = `${confirmation.startsWith(">") ? ">" : "*"}3\r\n$7\r\nmessage\r\n$9\r\nrun-1:one\r\n$5\r\nhello\r\n`;
    expect(await receiveText(connection, confirmation + push)).toBe(confirmation + push);
    expect(record.pushes).toEqual([push]);
  });

  async function takeGreeting(connection: Awaited<ReturnType<typeof openRawConnection>>) {
    await until(() => connection.receivedBytes() > 0, "the greeting");
    await connection.receive(connection.receivedBytes());
  }

  test.for([
    ["before-forwarding", 0, ["RPUSH list #1 forwarded replied", "EXEC #1"]],
    ["before-reply", 1, ["RPUSH list #1 forwarded executed replied", "EXEC #1 forwarded executed"]],
  ] as const)("strikes at an EXEC, %s", async ([position, count, lines]) => {
    await using link = await setup.openLink();
    const record = recordLinkCommands(link);
    linkCommandsOf(link).arm(at("EXEC", undefined, { position, act: { kind: "fin" } }));
    using connection = await openRawConnection(link.endpoint);
    connection.send(Buffer.concat([encodeCommand("MULTI"), rpush("first"), encodeCommand("EXEC")]));
    expect(await connection.closed()).toBe("fin");
    expect((await connection.receive(14)).toString()).toBe("+OK\r\n+QUEUED\r\n");
    expect((await setup.executed()).list).toHaveLength(count);
    await record.ended(3);
    expect(record.lines()).toEqual(["MULTI #1 forwarded executed replied", ...lines]);
  });

  test("strikes at a blocking read when a message arrives, which then stays pending", async () => {
    await using link = await setup.openLink();
    recordLinkCommands(link);
    const fault = { position: "before-reply", act: { kind: "fin" } } as const;
    const armed = linkCommandsOf(link).arm(at("XREADGROUP", "orders", fault));
    await setup.directClient().xGroupCreate(orders, "g", "$", { MKSTREAM: true });
    using connection = await openRawConnection(link.endpoint);
    const read = ["XREADGROUP", "GROUP", "g", "c", "BLOCK", "0", "STREAMS", orders, ">"];
    connection.send(Buffer.concat([encodeCommand(...read), rpush("behind")]));
    expect(await isSilent(connection)).toBe(true);
    await setup.directClient().xAdd(orders, "1-1", { n: "1" });
    await armed.struck;
    expect(await connection.closed()).toBe("fin");
    expect(connection.receivedBytes()).toBe(0);
    expect(await setup.directClient().xPending(orders, "g")).toMatchObject({ pending: 1 });
    expect((await setup.executed()).list).toEqual([]);
  });

  test("tells Redis at once that a client left during a blocking read", async () => {
    await using link = await setup.openLink();
    recordLinkCommands(link);
    const fault = { position: "before-reply", act: { kind: "stall" } } as const;
    linkCommandsOf(link).arm(at("BLPOP", "queue", fault));
    using connection = await openRawConnection(link.endpoint);
    connection.send(encodeCommand("BLPOP", `${namespace}queue`, "0"));
    await until(async () => (await setup.clientCount()) === 1, "the connection");
    connection.close();
    await until(async () => (await setup.clientCount()) === 0, "Redis to see the close");
  });

  test.for([
    ["before-forwarding", ":1\r\n", 0],
    ["mid-request", ":1\r\n", 0],
    ["before-reply", ":1\r\n", 1],
    ["mid-reply", ":1\r\n$3\r\n", 1],
  ] as [CommandPosition, string, number][])(
    "strikes %s if requests and replies come in single bytes",
    async ([position, received, entries]) => {
      await using splitter = await openSplitter(setup.endpoint());
      await using link = await setup.openLink({}, splitter.endpoint);
      await using front = await openSplitter(link.endpoint);
      recordLinkCommands(link);
      linkCommandsOf(link).arm(atXadd(position, { kind: "fin" }));
      using connection = await openRawConnection(front.endpoint);
      connection.send(Buffer.concat([rpush("first"), xadd(1), rpush("last")]));
      expect(await connection.closed()).toBe("fin");
      expect((await connection.receive(connection.receivedBytes())).toString()).toBe(received);
      expect(await setup.executed()).toEqual({ list: ["first"], entries });
    },
  );

  test("finds its command on any connection of the link", async () => {
    await using link = await setup.openLink();
    const record = recordLinkCommands(link);
    const armed = linkCommandsOf(link).arm(atXadd("before-reply", { kind: "rst" }, 3));
    const fates = [];
    for (const sequence of [1, 2, 3, 4]) {
      using connection = await openRawConnection(link.endpoint);
      connection.send(xadd(sequence));
      const answered = until(() => connection.receivedBytes() > 0, "a reply").then(() => "reply");
      fates.push(await Promise.race([answered, connection.closed()]));
    }
    expect(fates).toEqual(["reply", "reply", "rst", "reply"]);
    expect(await armed.struck).toMatchObject({ connection: 2 });
    expect(await setup.directClient().xLen(orders)).toBe(4);
    await record.ended(4);
    expect(record.lines().map((line) => line.slice(0, 14))).toEqual([
      "XADD orders #1",
      "XADD orders #2",
      "XADD orders #3",
      "XADD orders #4",
    ]);
  });

  test("strikes in the order of positions if several faults are armed", async () => {
    await using link = await setup.openLink();
    recordLinkCommands(link);
    const commands = linkCommandsOf(link);
    const late = commands.arm(atXadd("before-reply", { kind: "stall" }));
    const early = commands.arm(atXadd("mid-request", { kind: "stall" }));
    const next = commands.arm(atXadd("mid-reply", { kind: "fin" }, 2));
    using connection = await openRawConnection(link.endpoint);
    connection.send(Buffer.concat([xadd(1), xadd(2), rpush("last")]));
    await early.struck;
    expect((await setup.executed()).entries).toBe(0);
    await early.heal();
    await late.struck;
    expect(await isSilent(connection)).toBe(true);
    expect((await setup.executed()).entries).toBe(1);
    await late.heal();
    await next.struck;
    expect(await connection.closed()).toBe("fin");
    expect((await connection.receive(13)).toString()).toBe("$3\r\n1-1\r\n$3\r\n");
    expect(await setup.executed()).toEqual({ list: [], entries: 2 });
  });

  // A client that closes with unread replies sends a reset. Otherwise it sends its FIN, and a reset when
  // the next reply comes.
  test.for([
    ["before it had read a reply", 0],
    ["after it had read every reply", 4],
  ] as const)(
    "lets Redis execute a whole pipeline of a client killed %s",
    async ([, readBytes]) => {
      await using link = await setup.openLink();
      recordLinkCommands(link);
      const armed = linkCommandsOf(link).arm(atXadd("before-forwarding", { kind: "stall" }));
      using connection = await openRawConnection(link.endpoint);
      const count = 5_000;
      if (readBytes === 0) connection.pause();
      connection.send(rpush("first"));
      await until(async () => ((await link.traffic())?.bytesToClient ?? 0) > 0, "a reply to leave");
      await connection.receive(readBytes);
      const pipeline = Buffer.concat(Array.from({ length: count }, (_, index) => xadd(index + 1)));
      connection.send(pipeline);
      await armed.struck;
      // A reset discards the bytes that the link has not read yet.
      await until(
        async () => ((await link.traffic())?.withheldBytes ?? 0) >= pipeline.length,
        "the link to hold all of it",
      );
      connection.close();
      await armed.abandoned;
      expect((await setup.executed()).entries).toBe(0);
      await armed.heal();
      await until(async () => (await setup.clientCount()) === 0, "Redis to see the close");
      expect((await setup.executed()).entries).toBe(count);
    },
  );
});
