import type { WireCommand } from "../history/operations/wire-operations.ts";
import type { CommandPoint } from "../link/contract/command-point.ts";
import { pointOf } from "../run/record/point-of-command.ts";
import { formatPoint } from "./token.ts";

/** A command that came in every fault-free run, so that a fault can be meant for it. */
export interface TracedPoint {
  readonly point: CommandPoint;
  /** Its whole reply reached the client, so that there is one to lose. */
  readonly answered: boolean;
}

export interface Trace {
  /** In the order of the first run, role by role. */
  readonly points: readonly TracedPoint[];
  /** How many commands came in some of the runs and not in all: those of timers. */
  readonly irreproducible: number;
}

export interface TraceOptions {
  /** Also those that set a connection up. */
  readonly handshakes: boolean;
}

/** What several fault-free runs of one workload have in common. */
export function commonTrace(
  runs: readonly (readonly WireCommand[])[],
  { handshakes }: TraceOptions,
): Trace {
  const tables = runs.map((run) => tableOf(run, handshakes));
  const [first = new Map<string, TracedPoint>()] = tables;
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

function tableOf(run: readonly WireCommand[], handshakes: boolean): Map<string, TracedPoint> {
  const wanted = run.filter(({ handshake = false }) => handshakes || !handshake);
  const inOrder = wanted.toSorted((one, other) => begunMs(one) - begunMs(other));
  return new Map(
    inOrder.map((command) => {
      const point = pointOf(command);
      return [formatPoint(point), { point, answered: command.repliedMs !== undefined }];
    }),
  );
}

/** A command is recorded at its end; one that never reached Redis had ended when it began. */
export function begunMs({ forwardedMs, timeMs }: WireCommand): number {
  return forwardedMs ?? timeMs;
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
