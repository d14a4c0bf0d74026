import type { WireCommand } from "../history/operations/wire-operations.ts";
import type { CommandPoint } from "../link/contract/command-point.ts";
import { pointOf } from "../run/record/point-of-command.ts";
import { formatPoint } from "./token.ts";

/** A command that came in every fault-free run, so that a fault can be meant for it. */
export interface TracedCommand {
  readonly point: CommandPoint;
  /** Its whole reply reached the client, so that there is one to lose. */
  readonly answered: boolean;
}

export interface CommandTrace {
  /** In the order of the first run, role by role. */
  readonly points: readonly TracedCommand[];
  /** How many commands came in some of the runs and not in all: those of timers. */
  readonly irreproducible: number;
}

export interface CommandTraceOptions {
  /** Also those that set a connection up. */
  readonly handshakes: boolean;
}

/** What several fault-free runs of one workload have in common. */
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

/** A command is recorded at its end; one that never reached Redis had ended when it began. */
export function startedMs({ forwardedMs, timeMs }: WireCommand): number {
  return forwardedMs ?? timeMs;
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
