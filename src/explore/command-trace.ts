import type { WireCommand } from "../history/operations/wire-operations.ts";
import {
  learnNames,
  nameCommands,
  type NamedCommand,
  type SteadyNames,
} from "../run/record/steady-names.ts";
import { formatCommand, formatPoint } from "./token.ts";
import type { CommandTable, TracedCommand } from "./traced-command.ts";
import { findUnsteady, type UnsteadyCommand } from "./unsteady-commands.ts";

/** The commands that a workload sends. */
export interface CommandTrace {
  /**
   * The commands that every run has, and the first of each kind that only some runs have: a timer of the bus sends
   * such commands. The explorer sorts them by role, and those of one role as the first run sent them.
   */
  readonly points: readonly TracedCommand[];
  /** The commands that not every run has, by kind. */
  readonly unsteady: readonly UnsteadyCommand[];
  /** The names of connections and keys, as every run has them. */
  readonly names: SteadyNames;
}

export interface CommandTraceOptions {
  /** Whether to include the commands that set a connection up. */
  readonly handshakes: boolean;
}

/** Finds the commands that these fault-free runs have in common. */
export function traceCommonCommands(
  runs: readonly (readonly WireCommand[])[],
  { handshakes }: CommandTraceOptions,
): CommandTrace {
  const names = learnNames(runs);
  const tables = runs.map((run) => tableOf(nameCommands(run, names), handshakes));
  const [first = new Map<string, TracedCommand>()] = tables;
  const common = [...first].filter(([name]) => tables.every((table) => table.has(name)));
  const steady = common.map(([name, { point }]) => ({
    point,
    answered: tables.every((table) => table.get(name)?.answered),
  }));
  const kinds = new Set(steady.map(({ point }) => formatCommand(point)));
  const unsteady = findUnsteady(tables, kinds);
  const tried = unsteady.flatMap(({ firstOfKind }) => firstOfKind ?? []);
  return {
    points: [...steady, ...tried].toSorted((one, other) =>
      compareText(one.point.role, other.point.role),
    ),
    unsteady,
    names,
  };
}

function tableOf(commands: readonly NamedCommand[], handshakes: boolean): CommandTable {
  const wanted = commands.filter(({ command: { handshake = false } }) => handshakes || !handshake);
  return new Map(
    wanted.map(({ command, point }) => [
      formatPoint(point),
      { point, answered: command.repliedMs !== undefined },
    ]),
  );
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
