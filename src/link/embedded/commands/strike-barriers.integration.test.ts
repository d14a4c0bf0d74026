import { describe, expect, test } from "vitest";

import { recordCommands } from "../../../../tests/support/link/command-record.ts";
import {
  atXadd,
  linkCommandsOf,
  commandSuite,
  receiveText,
  rpush,
  useCommandSetup,
  xadd,
} from "../../../../tests/support/link/command-setup.ts";
import { openRawConnection } from "../../../../tests/support/link/raw-connection.ts";

const { title, skip } = commandSuite("a connection beside the one that is struck");

describe.skipIf(skip)(title, () => {
  const ground = useCommandSetup();

  test("goes on, also with a command that had come in part while the fault waited", async () => {
    await using link = await ground.openLink();
    recordCommands(link);
    const armed = linkCommandsOf(link).arm(atXadd("before-reply", { kind: "blackhole" }));
    using beside = await openRawConnection(link.endpoint);
    using struck = await openRawConnection(link.endpoint);
    const whole = rpush("second");
    beside.send(rpush("first"));
    expect(await receiveText(beside, ":1\r\n")).toBe(":1\r\n");
    beside.send(whole.subarray(0, 9));
    struck.send(xadd(1));
    await armed.struck;
    beside.send(whole.subarray(9));
    expect(await receiveText(beside, ":2\r\n")).toBe(":2\r\n");
  });
});
