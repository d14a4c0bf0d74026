import { keepsConnection } from "../faults/command/command-acts.ts";
import type { IndexedHistory } from "../history/indexed-history.ts";
import type { WireCommand } from "../history/operations/wire-operations.ts";
import type { CommandFault } from "../link/contract/command-point.ts";
import { matchesName } from "../name-pattern.ts";
import {
  findCommand,
  inOrder,
  nameCommands,
  startedMs,
  type SteadyNames,
} from "../run/record/steady-names.ts";
import type { CommandTraceOptions } from "./command-trace.ts";
import type { TracedCommand } from "./traced-command.ts";

/** A command that the bus sent because a fault struck, while it recovered. */
export interface RecoveryCommand extends TracedCommand {
  /**
   * The role, the connection and the commands of the recovery from this one on. Two recoveries with the same
   * text have the same commands left.
   */
  readonly remaining: string;
}

export interface RecoveryPathOptions extends CommandTraceOptions {
  readonly fault: CommandFault;
  /** Commands of a fault-free run. */
  readonly faultFree: readonly WireCommand[];
  readonly names: SteadyNames;
}

/**
 * Finds the commands that the bus sent only because of the fault, and the first ordinary command after
 * them. Looks only at the connection that was struck, or at the connection that took its name: commands of
 * other connections come mostly from timers.
 *
 * For example, a fault-free run sends `XADD #1, XADD #2, XADD #3`. With a fault at XADD #2 the bus sends
 * `CLIENT KILL, XRANGE, XADD #3` after it. All three are returned, because `XADD #3` is the first ordinary
 * command again.
 */
export function recoveryPath(
  { faults, wire }: IndexedHistory,
  { fault, faultFree, names, handshakes }: RecoveryPathOptions,
): readonly RecoveryCommand[] {
  const { point: struck, act } = fault;
  const isWanted = ({ process, connectionName, command, handshake = false }: WireCommand) =>
    process === struck.role &&
    matchesName(struck.connection, connectionName) &&
    command !== heartbeat &&
    (handshakes || !handshake);
  const struckMs = faults[0]?.injectCallMs ?? Infinity;
  // Commands behind the struck one are lost with the connection, unless the act lets the connection go on.
  const lost = findCommand(wire, struck)?.connection;
  const connectionStays = keepsConnection(act);
  const isLater = (each: WireCommand): boolean =>
    startedMs(each) > struckMs && (connectionStays || each.connection !== lost);
  const after = inOrder(wire.filter((each) => isWanted(each) && isLater(each)));
  const label: Label = (each) => `${each.command} ${names.keyOf(each) ?? ""}`;
  const extra = extraCommands(after, inOrder(faultFree.filter(isWanted)), label);
  const commands = new Set(withoutRepetitions(extra, label));
  const named = nameCommands(wire, names).filter(({ command }) => commands.has(command));
  const labels = named.map(({ command }) => label(command));
  return named.map(({ command, point }, at) => ({
    point,
    answered: command.repliedMs !== undefined,
    remaining: [struck.role, struck.connection ?? "", ...labels.slice(at)].join("\n"),
  }));
}

/** Left out, because the number of PINGs depends on the time that the bus had to wait. */
const heartbeat = "PING";

/** Names a command without its occurrence. */
type Label = (command: WireCommand) => string;

/**
 * Returns the commands after the fault up to and including the first ordinary one. The longest end that
 * both lists have in common counts as ordinary.
 */
function extraCommands(
  after: readonly WireCommand[],
  ordinary: readonly WireCommand[],
  label: Label,
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

/** Keeps one of several equal commands in a row, such as reads that are repeated while the bus waits. */
function withoutRepetitions(
  commands: readonly WireCommand[],
  label: Label,
): readonly WireCommand[] {
  return commands.filter((command, at) => {
    const before = commands[at - 1];
    return before === undefined || label(before) !== label(command);
  });
}
