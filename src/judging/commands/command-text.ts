import type { WireCommand } from "../../history/operations/wire-operations.ts";

/** `XADD #7`: for people. */
export function commandText({ command, occurrence }: WireCommand): string {
  return `${command} #${occurrence}`;
}

/** `publisher-0 commands XADD stream:orders #7`: to find it again. */
export function placeOnWire(command: WireCommand): string {
  const { process, connectionName, command: name, key, occurrence } = command;
  const parts = [process, connectionName, name, key].filter((part) => part !== undefined);
  return `${parts.join(" ")} #${occurrence}`;
}
