import type { WireCommand } from "../../history/operations/wire-operations.ts";
import type { CommandPoint } from "../../link/contract/command-point.ts";

/** Returns the name by which a fault can meet this recorded command in another run. */
export function pointOf(command: WireCommand): CommandPoint {
  return {
    role: command.process,
    connection: command.connectionName,
    command: command.command,
    key: command.key,
    occurrence: command.occurrence,
  };
}
