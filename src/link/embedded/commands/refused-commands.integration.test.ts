import { describe, expect, test } from "vitest";

import { recordLinkCommands } from "../../../../tests/support/link/command-record.ts";
import {
  commandSuite,
  namespace,
  receiveText,
  rpush,
  until,
  useCommandSetup,
  xadd,
} from "../../../../tests/support/link/command-setup.ts";
import { encodeCommand, openRawConnection } from "../../../../tests/support/link/raw-connection.ts";

const { title, skip } = commandSuite("a link that refuses commands");
const readOnly = "-READONLY You can't write against a read only replica.\r\n";
const fault = { kind: "refuse-commands", error: "READONLY" } as const;

describe.skipIf(skip)(title, () => {
  const setup = useCommandSetup();

  test("answers every write of a pipeline in its place, and passes the rest and all after the heal", async () => {
    await using link = await setup.openLink();
    const record = recordLinkCommands(link);
    using connection = await openRawConnection(link.endpoint);
    await connection.ping();
    await link.inject(fault);
    connection.send(
      Buffer.concat([rpush("a"), encodeCommand("ECHO", "b"), xadd(1), encodeCommand("PING")]),
    );
    const replies = `${readOnly}$1\r\nb\r\n${readOnly}+PONG\r\n`;
    expect(await receiveText(connection, replies)).toBe(replies);
    await link.heal();
    connection.send(Buffer.concat([rpush("c"), xadd(2)]));
    expect(await receiveText(connection, ":1\r\n$3\r\n1-2\r\n")).toBe(":1\r\n$3\r\n1-2\r\n");
    expect(await setup.executed()).toEqual({ list: ["c"], entries: 1 });
    await record.ended(7);
    expect(record.lines().slice(1)).toEqual([
      "RPUSH list #1 replied failed",
      "ECHO #1 forwarded executed replied",
      "XADD orders #1 replied failed",
      "PING #2 forwarded executed replied",
      "RPUSH list #2 forwarded executed replied",
      "XADD orders #2 forwarded executed replied",
    ]);
  });

  test("refuses new connections their writes, also in RESP3 and in pieces", async () => {
    await using link = await setup.openLink();
    recordLinkCommands(link);
    await link.inject(fault);
    using connection = await openRawConnection(link.endpoint);
    connection.send(encodeCommand("HELLO", "3"));
    await until(() => connection.receivedBytes() > 0, "the reply to HELLO");
    await connection.receive(connection.receivedBytes());
    const bytes = xadd(1);
    for (const byte of bytes) connection.send(Buffer.from([byte]));
    connection.send(encodeCommand("GET", "nothing"));
    expect(await receiveText(connection, `${readOnly}_\r\n`)).toBe(`${readOnly}_\r\n`);
    expect(await setup.executed()).toEqual({ list: [], entries: 0 });
  });

  test("aborts the transaction of a refused command, and one whose writes were queued before", async () => {
    await using link = await setup.openLink();
    recordLinkCommands(link);
    using early = await openRawConnection(link.endpoint);
    early.send(Buffer.concat([encodeCommand("MULTI"), xadd(1)]));
    expect(await receiveText(early, "+OK\r\n+QUEUED\r\n")).toBe("+OK\r\n+QUEUED\r\n");
    await link.inject(fault);
    early.send(encodeCommand("EXEC"));
    const because = `-EXECABORT Transaction discarded because of: ${readOnly.slice(1)}`;
    expect(await receiveText(early, because)).toBe(because);
    using late = await openRawConnection(link.endpoint);
    late.send(Buffer.concat([encodeCommand("MULTI"), xadd(2), encodeCommand("EXEC")]));
    const abort = "-EXECABORT Transaction discarded because of previous errors.\r\n";
    expect(await receiveText(late, `+OK\r\n${readOnly}${abort}`)).toBe(
      `+OK\r\n${readOnly}${abort}`,
    );
    expect(await setup.executed()).toEqual({ list: [], entries: 0 });
  });

  test("lets a read that waits at the server go on, and refuses the next one", async () => {
    await using link = await setup.openLink();
    recordLinkCommands(link);
    using reader = await openRawConnection(link.endpoint);
    const read = encodeCommand("BLPOP", `${namespace}list`, "0");
    reader.send(read);
    const isBlocked = async () => {
      const info = await setup.directClient().info("clients");
      return info.includes("blocked_clients:1");
    };
    await until(isBlocked, "the BLPOP to wait");
    await link.inject(fault);
    reader.send(read);
    await setup.directClient().rPush(`${namespace}list`, "x");
    const key = `${namespace}list`;
    const reply = `*2\r\n$${key.length}\r\n${key}\r\n$1\r\nx\r\n${readOnly}`;
    expect(await receiveText(reader, reply)).toBe(reply);
  });

  test("closes the connection of a client that leaves before all its refusals have come", async () => {
    await using link = await setup.openLink();
    recordLinkCommands(link);
    await link.inject(fault);
    const connection = await openRawConnection(link.endpoint);
    const writes = Array.from({ length: 200 }, (_, at) => xadd(at + 1));
    connection.send(Buffer.concat(writes));
    await until(() => connection.receivedBytes() > 0, "the first refusal");
    connection.close();
    await until(async () => (await link.traffic())?.open === 0, "the link to close the connection");
    expect(await setup.executed()).toEqual({ list: [], entries: 0 });
  });

  test("keeps a write from Redis whose reply the client has switched off", async () => {
    await using link = await setup.openLink();
    recordLinkCommands(link);
    await link.inject(fault);
    using connection = await openRawConnection(link.endpoint);
    connection.send(
      Buffer.concat([
        encodeCommand("CLIENT", "REPLY", "OFF"),
        xadd(1),
        encodeCommand("CLIENT", "REPLY", "ON"),
        xadd(2),
      ]),
    );
    expect(await receiveText(connection, `+OK\r\n${readOnly}`)).toBe(`+OK\r\n${readOnly}`);
    expect(await setup.executed()).toEqual({ list: [], entries: 0 });
  });

  test.for([
    ["XGROUP", "DELCONSUMER", "orders", "g", "c"],
    ["XINFO", "CONSUMERS", "orders", "g"],
    ["XPENDING", "orders", "g"],
    ["XCLAIM", "orders", "g", "c", "0", "1-1"],
    ["XAUTOCLAIM", "orders", "g", "c", "0", "0"],
  ])("answers %s with the NOGROUP that Redis gives", async (words) => {
    await using link = await setup.openLink();
    recordLinkCommands(link);
    await setup.directClient().xAdd("orders", "1-1", { n: "1" });
    using connection = await openRawConnection(link.endpoint);
    connection.send(encodeCommand(...words));
    await until(() => connection.receivedBytes() > 0, "Redis's own reply");
    const own = (await connection.receive(connection.receivedBytes())).toString();
    expect(own).toMatch(/^-NOGROUP /u);
    await link.inject({ kind: "refuse-commands", error: "NOGROUP" });
    connection.send(encodeCommand(...words));
    expect(await receiveText(connection, own)).toBe(own);
  });

  test("answers with the NOPERM that Redis gives to a user without permissions", async () => {
    await using link = await setup.openLink();
    recordLinkCommands(link);
    await setup.directClient().sendCommand(["ACL", "SETUSER", "nil", "on", ">x", "-@all"]);
    const words = encodeCommand("XGROUP", "CREATE", "orders", "g", "0");
    using own = await openRawConnection(link.endpoint);
    own.send(Buffer.concat([encodeCommand("AUTH", "nil", "x"), words]));
    await until(() => own.receivedBytes() > 5, "the replies of Redis");
    const text = (await own.receive(own.receivedBytes())).toString().slice("+OK\r\n".length);
    await link.inject({ kind: "refuse-commands", error: "NOPERM" });
    using connection = await openRawConnection(link.endpoint);
    connection.send(words);
    // Later versions of Redis name the user in this text.
    expect((await receiveText(connection, text)).split(" ")[0]).toBe(text.split(" ")[0]);
  });
});
