import { describe, expect, test } from "vitest";

import { recordLinkCommands } from "../../../../tests/support/link/command-record.ts";
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

const { title, skip } = commandSuite("a connection that no fault strikes");

describe.skipIf(skip)(title, () => {
  const setup = useCommandSetup();

  test("continues after a strike on another connection, also with a command that came half before", async () => {
    await using link = await setup.openLink();
    recordLinkCommands(link);
    const armed = linkCommandsOf(link).arm(atXadd("before-reply", { kind: "blackhole" }));
    using other = await openRawConnection(link.endpoint);
    using struck = await openRawConnection(link.endpoint);
    const whole = rpush("second");
    other.send(rpush("first"));
    expect(await receiveText(other, ":1\r\n")).toBe(":1\r\n");
    other.send(whole.subarray(0, 9));
    struck.send(xadd(1));
    await armed.struck;
    other.send(whole.subarray(9));
    expect(await receiveText(other, ":2\r\n")).toBe(":2\r\n");
  });
});
