import type { Link, ObservedCommand } from "../../../src/link/contract/link.ts";
import { waitPatiently } from "../../../src/patience.ts";
import { linkCommandsOf, namespace } from "./command-setup.ts";

/** The events that a link reported about its commands. */
export interface CommandRecord {
  readonly commands: readonly ObservedCommand[];
  readonly pushes: readonly string[];
  readonly opaque: readonly string[];
  /** Returns `XADD orders #1 forwarded executed replied` for each command, in the order of their ends. */
  lines(): string[];
  /** Waits until this number of commands has ended. */
  ended(count: number): Promise<void>;
}

export function recordLinkCommands(link: Link): CommandRecord {
  const commands: ObservedCommand[] = [];
  const pushes: string[] = [];
  const opaque: string[] = [];
  linkCommandsOf(link).observe(namespace, {
    ended: (one) => void commands.push(one),
    pushed: ({ frame }) => void pushes.push(frame.toString()),
    opaque: (_connection, reason) => void opaque.push(reason),
  });
  return {
    commands,
    pushes,
    opaque,
    lines: () => commands.map(lineOf),
    ended: async (count) => {
      const what = `${count} commands to end`;
      await waitPatiently(() => commands.length >= count, {
        what,
        timeoutMs: 5_000,
        intervalMs: 2,
      });
    },
  };
}

function lineOf(one: ObservedCommand): string {
  const { connection, command, key, occurrence } = one.point;
  const words = [
    connection,
    command,
    key,
    `#${occurrence}`,
    one.forwardedMs === undefined ? undefined : "forwarded",
    one.executedMs === undefined ? undefined : "executed",
    one.repliedMs === undefined ? undefined : "replied",
    one.failed ? "failed" : undefined,
  ];
  return words.filter((word) => word !== undefined).join(" ");
}
