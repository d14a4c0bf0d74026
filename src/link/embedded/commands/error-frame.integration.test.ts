import { describe, expect, test } from "vitest";

import { recordLinkCommands } from "../../../../tests/support/link/command-record.ts";
import {
  at,
  atXadd,
  linkCommandsOf,
  commandSuite,
  namespace,
  receiveText,
  rpush,
  useCommandSetup,
  xadd,
} from "../../../../tests/support/link/command-setup.ts";
import { encodeCommand, openRawConnection } from "../../../../tests/support/link/raw-connection.ts";
import { UsageError } from "../../../errors.ts";
import { errorReplyNames } from "../../contract/command-point.ts";

const { title, skip } = commandSuite("an error reply of the link");
const oom = "-OOM command not allowed when used memory > 'maxmemory'.\r\n";
const act = { kind: "error", error: "OOM" } as const;

describe.skipIf(skip)(title, () => {
  const setup = useCommandSetup();

  test.for(errorReplyNames)("gives %s at its place among the other replies", async (error) => {
    await using link = await setup.openLink();
    const record = recordLinkCommands(link);
    const armed = linkCommandsOf(link).arm(atXadd("before-forwarding", { kind: "error", error }));
    using connection = await openRawConnection(link.endpoint);
    connection.send(Buffer.concat([rpush("first"), xadd(1), rpush("last"), xadd(2)]));
    connection.finish();
    await connection.closed();
    const replies = (await connection.receive(connection.receivedBytes())).toString();
    expect(replies).toMatch(new RegExp(`^:1\r\n-${error} [^\r]+\r\n:2\r\n\\$3\r\n1-2\r\n$`));
    expect(await setup.executed()).toEqual({ list: ["first", "last"], entries: 1 });
    expect(record.lines()).toEqual([
      "RPUSH list #1 forwarded executed replied",
      "XADD orders #1 replied failed",
      "RPUSH list #2 forwarded executed replied",
      "XADD orders #2 forwarded executed replied",
    ]);
    expect(record.commands[1]?.reply?.toString()).toBe(replies.split("\r\n")[1] + "\r\n");
    expect((await armed.struck).connection).toBe(0);
  });

  test("names the group of an XREADGROUP, as Redis does", async () => {
    await using link = await setup.openLink();
    const fault = at("XREADGROUP", "orders", {
      position: "before-forwarding",
      act: { kind: "error", error: "NOGROUP" },
    });
    linkCommandsOf(link).observe(namespace, { ended() {}, pushed() {}, opaque() {} });
    linkCommandsOf(link).arm(fault);
    using connection = await openRawConnection(link.endpoint);
    const key = `${namespace}orders`;
    const read = encodeCommand("XREADGROUP", "GROUP", "g", "c", "STREAMS", key, ">");
    connection.send(Buffer.concat([read, read]));
    // The second answer is Redis's own.
    const text =
      `-NOGROUP No such key '${key}' or consumer group 'g' in XREADGROUP with GROUP option\r\n`.repeat(
        2,
      );
    expect(await receiveText(connection, text)).toBe(text);
  });

  test("fails the transaction of its command", async () => {
    await using link = await setup.openLink();
    const record = recordLinkCommands(link);
    linkCommandsOf(link).arm(atXadd("before-forwarding", act));
    using connection = await openRawConnection(link.endpoint);
    const requests = [
      encodeCommand("MULTI"),
      rpush("first"),
      xadd(1),
      encodeCommand("EXEC"),
      rpush("last"),
    ];
    connection.send(Buffer.concat(requests));
    const abort = "-EXECABORT Transaction discarded because of previous errors.\r\n";
    const replies = `+OK\r\n+QUEUED\r\n${oom}${abort}:1\r\n`;
    expect(await receiveText(connection, replies)).toBe(replies);
    expect(await setup.executed()).toEqual({ list: ["last"], entries: 0 });
    expect(record.lines()).toEqual([
      "MULTI #1 forwarded executed replied",
      "XADD orders #1 replied failed",
      "RPUSH list #1 forwarded replied",
      "EXEC #1 forwarded executed replied failed",
      "RPUSH list #2 forwarded executed replied",
    ]);
  });

  test("discards the transaction if its command is EXEC", async () => {
    await using link = await setup.openLink();
    const record = recordLinkCommands(link);
    linkCommandsOf(link).arm(at("EXEC", undefined, { position: "before-forwarding", act }));
    using connection = await openRawConnection(link.endpoint);
    connection.send(
      Buffer.concat([encodeCommand("MULTI"), xadd(1), encodeCommand("EXEC"), rpush("last")]),
    );
    const abort = `-EXECABORT Transaction discarded because of: ${oom.slice(1)}`;
    const replies = `+OK\r\n+QUEUED\r\n${abort}:1\r\n`;
    expect(await receiveText(connection, replies)).toBe(replies);
    expect(await setup.executed()).toEqual({ list: ["last"], entries: 0 });
    expect(record.lines().slice(1)).toEqual([
      "XADD orders #1 forwarded replied",
      "EXEC #1 replied failed",
      "RPUSH list #1 forwarded executed replied",
    ]);
  });

  test("waits for its request while a stall holds the requests", async () => {
    await using link = await setup.openLink();
    linkCommandsOf(link).arm(
      at("XADD", `${namespace}orders`, { position: "before-forwarding", act }),
    );
    await link.inject({ kind: "stall", direction: "to-server", scope: "all" });
    using connection = await openRawConnection(link.endpoint);
    connection.send(Buffer.concat([rpush("first"), xadd(1), rpush("last")]));
    await using other = await setup.openLink();
    using witness = await openRawConnection(other.endpoint);
    await witness.ping();
    expect(await setup.executed()).toEqual({ list: [], entries: 0 });
    await link.heal();
    expect(await receiveText(connection, `:1\r\n${oom}:2\r\n`)).toBe(`:1\r\n${oom}:2\r\n`);
  });

  test("is not possible at a position after execution", async () => {
    await using link = await setup.openLink();
    expect(() => linkCommandsOf(link).arm(atXadd("before-reply", act))).toThrow(UsageError);
  });
});
