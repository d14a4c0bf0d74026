import type { Operation } from "../../src/history/operation.ts";
import type { WireCommand } from "../../src/history/operations/wire-operations.ts";
import type { RecordedRun } from "../recorded/recorded-run.ts";
import { scriptedCommand, type CommandScript } from "../run-scripts/command-script.ts";
import type { ScriptedOperation } from "../run-scripts/run-script.ts";
import { withMore } from "./run-changes.ts";

/** Adds commands to a run. */
export function withCommands(run: RecordedRun, sent: readonly CommandScript[]): RecordedRun {
  return withMore(run, sent.map(scriptedCommand) satisfies readonly ScriptedOperation[]);
}

/** Changes every command of a run. */
export function withChangedCommands(
  run: RecordedRun,
  change: (command: WireCommand) => WireCommand,
) {
  const operations = run.operations.map((each): Operation =>
    each.kind === "wire" ? change(each) : each,
  );
  return { ...run, operations };
}

/** Commands of other roles, and commands of the same roles that have nothing to do with the messages. */
export function unrelatedCommands({ operations }: RecordedRun): readonly CommandScript[] {
  const seen = operations.filter((each) => each.kind === "wire");
  const others = { process: "monitor-0", key: "stream:elsewhere" };
  return seen.flatMap(({ timeMs: at, ids = [], process, group = "a" }) => [
    { at, process, command: "PING", key: null, reply: "PONG" },
    { at, process, command: "GET", key: "settings", executedAt: null },
    { at, process: "monitor-0", command: "XINFO GROUPS", repliedAt: null },
    ...ids.flatMap((id) => [
      // Another stream may have an entry with the same id.
      { at, ...others, command: "XADD", reply: id, messages: [`monitor-0/${id}`] },
      { at, ...others, command: "XACK", group, ids: [id] },
    ]),
    { at, process, command: "XACK", group: "no-such-group", ids },
    { at, process, command: "XPENDING", group, ids },
  ]);
}

/** Swaps neighbouring operations of the same moment, at least one of them a command, if their order cannot matter. */
export function permutedCommands(
  run: RecordedRun,
  isSwapped: (position: number) => boolean,
): RecordedRun {
  const operations = [...run.operations];
  for (let at = 1; at < operations.length; at++) {
    const [before, after] = [operations[at - 1]!, operations[at]!];
    if (!isSwapped(at) || before.timeMs !== after.timeMs) continue;
    if (!areIndependent(before, after)) continue;
    operations[at - 1] = after;
    operations[at] = before;
  }
  return { ...run, operations: operations.map((each, index) => ({ ...each, index })) };
}

/** The order matters between two commands of one role: they are in the order in which they ended. */
function areIndependent(left: Operation, right: Operation): boolean {
  const isCommand = left.kind === "wire" || right.kind === "wire";
  const areBoth = left.kind === "wire" && right.kind === "wire";
  return isCommand && !(areBoth && left.process === right.process);
}
