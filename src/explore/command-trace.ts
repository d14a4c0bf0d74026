import type { WireCommand } from "../history/operations/wire-operations.ts";
import type { CommandPoint } from "../link/contract/command-point.ts";
import { pointOf } from "../run/record/point-of-command.ts";
import { formatPoint } from "./token.ts";

/** A command that every fault-free run had, so a fault can be planned for it. */
export interface TracedCommand {
  readonly point: CommandPoint;
  /** Whether its whole reply reached the client, so that a fault can lose the reply. */
  readonly answered: boolean;
}

/** The commands that a workload sends in every run. */
export interface CommandTrace {
  /** Sorted by role; the commands of a role in the order of the first run. */
  readonly points: readonly TracedCommand[];
  /** Number of commands that only some of the runs had, such as those of timers. */
  readonly irreproducible: number;
}

export interface CommandTraceOptions {
  /** Whether to include the commands that set a connection up. */
  readonly handshakes: boolean;
}

/** Finds the commands that all these fault-free runs have in common. */
export function traceCommonCommands(
  runs: readonly (readonly WireCommand[])[],
  { handshakes }: CommandTraceOptions,
): CommandTrace {
  const tables = runs.map((run) => tableOf(run, handshakes));
  const [first = new Map<string, TracedCommand>()] = tables;
  const all = new Set(tables.flatMap((table) => [...table.keys()]));
  const common = [...first].filter(([name]) => tables.every((table) => table.has(name)));
  const points = common.map(([name, { point }]) => ({
    point,
    answered: tables.every((table) => table.get(name)?.answered),
  }));
  return {
    points: points.toSorted((one, other) => compareText(one.point.role, other.point.role)),
    irreproducible: all.size - common.length,
  };
}

function tableOf(run: readonly WireCommand[], handshakes: boolean): Map<string, TracedCommand> {
  const wanted = run.filter(({ handshake = false }) => handshakes || !handshake);
  const inOrder = wanted.toSorted((one, other) => startedMs(one) - startedMs(other));
  return new Map(
    inOrder.map((command) => {
      const point = pointOf(command);
      return [formatPoint(point), { point, answered: command.repliedMs !== undefined }];
    }),
  );
}

/** Returns the time at which a command was forwarded, or recorded if it was never forwarded. */
export function startedMs({ forwardedMs, timeMs }: WireCommand): number {
  return forwardedMs ?? timeMs;
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
