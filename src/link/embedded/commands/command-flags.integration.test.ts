import { describe, expect, test } from "vitest";

import { commandSuite, useCommandSetup } from "../../../../tests/support/link/command-setup.ts";
import { needsMemory, needsNoPermission, passesWhileLoading, writes } from "./command-flags.ts";

const { title, skip } = commandSuite("the flags of commands that the link knows");

/** A row of COMMAND. Name and flags come first, and the rows of the subcommands last. */
interface Row {
  readonly 0: string;
  readonly 2: readonly string[];
  readonly 9?: readonly Row[];
}

/** Commands that no bus sends, and subcommands that only explain a command. */
const isUnusual = (name: string): boolean =>
  /^(?:DEBUG|PFDEBUG|RESTORE-ASKING|.* HELP|MODULE .*)$/u.test(name);

describe.skipIf(skip)(title, () => {
  const setup = useCommandSetup();

  test.for([
    ["write", writes],
    ["denyoom", needsMemory],
    ["loading", passesWhileLoading],
    ["no_auth", needsNoPermission],
  ] as const)("agree with the flag %s of this server", async ([flag, has]) => {
    const rows = await setup.directClient().sendCommand<readonly Row[]>(["COMMAND"]);
    const all = rows.flatMap((row) => [row, ...(row[9] ?? [])]);
    const wrong = all
      .map((row) => ({ name: nameOf(row[0]), flags: new Set(row[2]) }))
      .filter(({ name, flags }) => has(name) !== flags.has(flag) && !isUnusual(name))
      .map(({ name }) => name);
    expect(wrong.filter((name) => !containers.has(name))).toEqual([]);
  });
});

/** The link names these with their subcommands. */
const containers = new Set(
  "ACL CLIENT CONFIG FUNCTION LATENCY PUBSUB SLOWLOG XGROUP XINFO".split(" "),
);

function nameOf(name: string): string {
  return name.toUpperCase().replace("|", " ");
}
