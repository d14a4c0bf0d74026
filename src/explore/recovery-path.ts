import type { IndexedHistory } from "../history/indexed-history.ts";
import type { WireCommand } from "../history/operations/wire-operations.ts";
import type { CommandFault } from "../link/contract/command-point.ts";
import { pointOf } from "../run/record/point-of-command.ts";
import { startedMs, type CommandTraceOptions, type TracedCommand } from "./command-trace.ts";
import { formatPoint } from "./token.ts";

/** A command that was sent because a fault had struck, on the way back from it. */
export interface RecoveryCommand extends TracedCommand {
  /** What was still to be done from here on: equal where the same is left, however it came to it. */
  readonly rest: string;
}

export interface RecoveryPathOptions extends CommandTraceOptions {
  readonly fault: CommandFault;
  /** The commands of a run without any fault. */
  readonly faultFree: readonly WireCommand[];
}

/**
 * The commands after the strike that would not have been sent without it, with the first one of the
 * ordinary work behind them. Only those of the connection that was struck, or of the one that took
 * its name: what others do meanwhile is mostly the work of timers.
 */
export function recoveryPath(
  { faults, wire }: IndexedHistory,
  { fault, faultFree, handshakes }: RecoveryPathOptions,
): readonly RecoveryCommand[] {
  const { point: struck, act } = fault;
  const isWanted = ({ process, connectionName, command, handshake = false }: WireCommand) =>
    process === struck.role &&
    connectionName === struck.connection &&
    command !== heartbeat &&
    (handshakes || !handshake);
  const struckMs = faults[0]?.injectCallMs ?? Infinity;
  // What was behind the struck command is lost with its connection, unless that goes on.
  const lost = wire.find((each) => formatPoint(pointOf(each)) === formatPoint(struck))?.connection;
  const goesOn = act.kind === "delay" || act.kind === "error";
  const isLater = (each: WireCommand): boolean =>
    startedMs(each) > struckMs && (goesOn || each.connection !== lost);
  const after = inOrder(wire.filter((each) => isWanted(each) && isLater(each)));
  const extra = extraCommands(after, inOrder(faultFree.filter(isWanted)));
  const commands = withoutRepetitions(extra);
  return commands.map((each, at) => ({
    point: pointOf(each),
    answered: each.repliedMs !== undefined,
    rest: [struck.role, struck.connection ?? "", ...commands.slice(at).map(label)].join("\n"),
  }));
}

/** How many there are depends on how long somebody had to wait. */
const heartbeat = "PING";

function inOrder(commands: readonly WireCommand[]): readonly WireCommand[] {
  return commands.toSorted((one, other) => startedMs(one) - startedMs(other));
}

function extraCommands(
  after: readonly WireCommand[],
  ordinary: readonly WireCommand[],
): readonly WireCommand[] {
  let same = 0;
  const isSame = (): boolean => {
    const [one, other] = [after.at(-1 - same), ordinary.at(-1 - same)];
    return one !== undefined && other !== undefined && label(one) === label(other);
  };
  while (isSame()) same++;
  const extra = after.length - same;
  return extra === 0 ? [] : after.slice(0, extra + 1);
}

/** A read that came again and again while there was nothing to do. */
function withoutRepetitions(commands: readonly WireCommand[]): readonly WireCommand[] {
  return commands.filter((command, at) => {
    const before = commands[at - 1];
    return before === undefined || label(before) !== label(command);
  });
}

function label({ command, key = "" }: WireCommand): string {
  return `${command} ${key}`;
}
