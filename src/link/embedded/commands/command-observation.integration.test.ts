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
import { openTestClient } from "../../../../tests/support/test-client.ts";

const { title, skip } = commandSuite("the observation of commands");
const megabyte = 1024 * 1024;

describe.skipIf(skip)(title, () => {
  const setup = useCommandSetup();

  test("marks the handshake of a client, and not its first command", async () => {
    await using link = await setup.openLink();
    const record = recordLinkCommands(link);
    const url = `redis://127.0.0.1:${link.endpoint.port}`;
    const client = await openTestClient(url, { name: "publisher-0:commands" });
    await client.xAdd(`${namespace}orders`, "1-1", { n: "1" });
    client.destroy();
    const last = record.commands.findIndex(({ handshake }) => !handshake);
    expect(record.lines()[last]).toBe("commands XADD orders #1 forwarded executed replied");
    expect(record.lines()[0]).toMatch(/HELLO #1 forwarded executed replied/);
    expect(record.commands[last]?.reply?.toString()).toBe("$3\r\n1-1\r\n");
    expect(record.commands[last]?.args.map(String)).toContain("1-1");
  });

  test("gives forwarded, executed and replied times in this order", async () => {
    await using link = await setup.openLink();
    const record = recordLinkCommands(link);
    using connection = await openRawConnection(link.endpoint);
    await connection.ping();
    const { forwardedMs = 0, executedMs = 0, repliedMs = 0 } = record.commands[0] ?? {};
    expect(forwardedMs).toBeGreaterThan(0);
    expect(executedMs).toBeGreaterThanOrEqual(forwardedMs);
    expect(repliedMs).toBeGreaterThanOrEqual(executedMs);
  });

  test("gives a replied time only when a stall lets the reply pass", async () => {
    await using link = await setup.openLink();
    const record = recordLinkCommands(link);
    using connection = await openRawConnection(link.endpoint);
    await connection.ping();
    await link.inject({ kind: "stall", direction: "to-client", scope: "all" });
    connection.send(xadd(1));
    await until(async () => (await setup.executed()).entries === 1, "the entry");
    expect(await isSilent(connection)).toBe(true);
    expect(record.lines()).toHaveLength(1);
    await link.heal();
    await record.ended(2);
    const { executedMs = 0, repliedMs = 0 } = record.commands[1] ?? {};
    expect(repliedMs).toBeGreaterThan(executedMs);
  });

  test("ends open commands at a cut, also a command that was not forwarded", async () => {
    await using link = await setup.openLink();
    const record = recordLinkCommands(link);
    using connection = await openRawConnection(link.endpoint);
    connection.send(encodeCommand("BLPOP", `${namespace}queue`, "0"));
    const isForwarded = async () => ((await link.traffic())?.bytesToServer ?? 0) > 0;
    await until(isForwarded, "the command to be forwarded");
    await link.inject({ kind: "stall", direction: "to-server", scope: "all" });
    connection.send(xadd(1));
    expect(await isSilent(connection)).toBe(true);
    await link.inject({ kind: "cut", how: "fin" });
    expect(record.lines()).toEqual(["BLPOP queue #1 forwarded", "XADD orders #1"]);
  });

  test("ends the commands of a transaction together with it", async () => {
    await using link = await setup.openLink();
    const record = recordLinkCommands(link);
    using connection = await openRawConnection(link.endpoint);
    const discarded = [encodeCommand("MULTI"), rpush("never"), encodeCommand("DISCARD")];
    const executed = [encodeCommand("MULTI"), rpush("first"), xadd(1), encodeCommand("EXEC")];
    connection.send(Buffer.concat([...discarded, ...executed]));
    await record.ended(7);
    expect(record.lines()).toEqual([
      "MULTI #1 forwarded executed replied",
      "RPUSH list #1 forwarded replied",
      "DISCARD #1 forwarded executed replied",
      "MULTI #2 forwarded executed replied",
      "RPUSH list #2 forwarded executed replied",
      "XADD orders #1 forwarded executed replied",
      "EXEC #1 forwarded executed replied",
    ]);
  });

  test("ends a command that gets no reply when it is forwarded", async () => {
    await using link = await setup.openLink();
    const record = recordLinkCommands(link);
    const fault = { position: "before-reply", act: { kind: "fin" } } as const;
    linkCommandsOf(link).arm(at("RPUSH", "list", fault));
    using connection = await openRawConnection(link.endpoint);
    connection.send(
      Buffer.concat([encodeCommand("CLIENT", "REPLY", "SKIP"), rpush("first"), xadd(1)]),
    );
    expect(await receiveText(connection, "$3\r\n1-1\r\n")).toBe("$3\r\n1-1\r\n");
    expect(record.lines()).toEqual([
      "CLIENT REPLY #1 forwarded",
      "RPUSH list #1 forwarded",
      "XADD orders #1 forwarded executed replied",
    ]);
  });

  test("passes on bytes that are not Redis protocol, and holds none of them for a fault", async () => {
    await using link = await setup.openLink();
    const record = recordLinkCommands(link);
    linkCommandsOf(link).arm(atXadd("before-forwarding", { kind: "fin" }));
    using connection = await openRawConnection(link.endpoint);
    connection.send("*1\r\n!4\r\n");
    expect((await connection.closed()).length).toBe(3);
    expect((await connection.receive(connection.receivedBytes())).toString()).toMatch(
      /^-ERR Protocol error/,
    );
    expect(record.opaque).toHaveLength(1);
    using other = await openRawConnection(link.endpoint);
    other.send(encodeCommand("MONITOR"));
    await receiveText(other, "+OK\r\n");
    other.send(encodeCommand("PING").subarray(0, 5));
    other.send(encodeCommand("PING").subarray(5));
    await until(() => other.receivedBytes() > 0, "an answer");
    expect(record.opaque).toHaveLength(2);
  });

  test("stops notifying an observer that throws, and reports it once", async () => {
    await using link = await setup.openLink();
    const reasons: string[] = [];
    linkCommandsOf(link).observe(namespace, {
      ended: () => {
        throw new Error("no more paper");
      },
      pushed: () => {},
      opaque: (_connection, reason) => void reasons.push(reason),
    });
    using connection = await openRawConnection(link.endpoint);
    await connection.ping();
    await connection.ping();
    expect(reasons).toEqual(["its observer failed: no more paper"]);
  });

  test("holds back half a request only while a fault is armed", async () => {
    await using link = await setup.openLink();
    recordLinkCommands(link);
    const armed = linkCommandsOf(link).arm(atXadd("before-forwarding", { kind: "fin" }));
    using connection = await openRawConnection(link.endpoint);
    await connection.ping();
    const passed = async () => (await link.traffic())?.bytesToServer;
    const before = await passed();
    connection.send(xadd(1).subarray(0, 20));
    expect(await isSilent(connection)).toBe(true);
    expect(await passed()).toBe(before);
    await armed.heal();
    expect(await passed()).toBe((before ?? 0) + 20);
    connection.send(xadd(1).subarray(20));
    expect(await receiveText(connection, "$3\r\n1-1\r\n")).toBe("$3\r\n1-1\r\n");
  });

  test("passes a request and a reply above the limit for held bytes unchanged", async () => {
    await using link = await setup.openLink({ heldBytesLimit: megabyte });
    const record = recordLinkCommands(link);
    linkCommandsOf(link).arm(at("SET", "large", { position: "mid-request", act: { kind: "fin" } }));
    linkCommandsOf(link).arm(
      at("GET", "large", { position: "before-reply", act: { kind: "fin" } }),
    );
    using connection = await openRawConnection(link.endpoint);
    const key = `${namespace}large`;
    connection.send(encodeCommand("SET", key, Buffer.alloc(4 * megabyte, "v")));
    connection.send(Buffer.concat([encodeCommand("GET", key), encodeCommand("PING")]));
    const length = 5 + 10 + 4 * megabyte + 2 + 7;
    expect((await connection.receive(length)).subarray(-7).toString()).toBe("+PONG\r\n");
    await record.ended(3);
    expect(record.lines()).toHaveLength(3);
  });

  test("follows only connections opened after the first fault was armed", async () => {
    await using link = await setup.openLink();
    using before = await openRawConnection(link.endpoint);
    await before.ping();
    const fault = { kind: "rst" } as const;
    linkCommandsOf(link).arm(
      at("XADD", `${namespace}orders`, { position: "before-reply", act: fault }),
    );
    before.send(xadd(1));
    expect(await receiveText(before, "$3\r\n1-1\r\n")).toBe("$3\r\n1-1\r\n");
    using after = await openRawConnection(link.endpoint);
    after.send(xadd(2));
    expect(await after.closed()).toBe("rst");
    expect((await setup.executed()).entries).toBe(2);
  });
});
