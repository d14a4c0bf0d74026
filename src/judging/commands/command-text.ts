import type { WireCommand } from "../../history/operations/wire-operations.ts";

/** Returns a short name for a sentence: `XADD #7`. */
export function commandText({ command, occurrence }: WireCommand): string {
  return `${command} #${occurrence}`;
}

/** Returns the name by which `explain` and `explore` find the command: `publisher-0 commands XADD stream:orders #7`. */
export function commandPlace(command: WireCommand): string {
  const { process, connectionName, command: name, key, occurrence } = command;
  const parts = [process, connectionName, name, key].filter((part) => part !== undefined);
  return `${parts.join(" ")} #${occurrence}`;
}
