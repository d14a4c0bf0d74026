import { describe, expect, test } from "vitest";

import { recordLinkCommands } from "../../../../tests/support/link/command-record.ts";
import {
  atXadd,
  linkCommandsOf,
  commandSuite,
  namespace,
  receiveText,
  useCommandSetup,
} from "../../../../tests/support/link/command-setup.ts";
import { encodeCommand, openRawConnection } from "../../../../tests/support/link/raw-connection.ts";
import { sleep } from "../../../clock.ts";

/** How long the link is idle. Two seconds are enough for every day; set the variable for hours. */
const idleMs = Number(process.env["BUS_CHAOS_IDLE_TEST_MS"] ?? 2_000);
const limitMs = idleMs + 60_000;
const queue = `${namespace}queue`;
const { title, skip } = commandSuite("a link that follows commands");

describe.skipIf(skip)(title, () => {
  const setup = useCommandSetup();

  test(`keeps idle connections open for ${idleMs} ms`, { timeout: limitMs }, async () => {
    await using link = await setup.openLink();
    const record = recordLinkCommands(link);
    linkCommandsOf(link).arm(atXadd("before-reply", { kind: "rst" }));
    using silent = await openRawConnection(link.endpoint);
    using waiting = await openRawConnection(link.endpoint);
    using halfway = await openRawConnection(link.endpoint);
    await silent.ping();
    waiting.send(encodeCommand("BLPOP", queue, "0"));
    halfway.send(encodeCommand("PING").subarray(0, 7));

    await sleep(idleMs);

    expect([silent, waiting, halfway].map((one) => one.isOpen())).toEqual([true, true, true]);
    expect(await link.traffic()).toMatchObject({ open: 3, closedByFault: 0 });
    await silent.ping();
    halfway.send(encodeCommand("PING").subarray(7));
    expect(await receiveText(halfway, "+PONG\r\n")).toBe("+PONG\r\n");
    await setup.directClient().rPush(queue, "at last");
    expect((await waiting.receive(4)).toString()).toBe("*2\r\n");
    expect(record.lines().at(-1)).toBe("BLPOP queue #1 forwarded executed replied");
  });
});
