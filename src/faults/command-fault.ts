import { pointText, type CommandAct, type CommandFault } from "../link/contract/command-point.ts";

/** `rst before-reply at publisher-0 commands XADD stream:orders #7`: for people. */
export function commandFaultName({ point, position, act }: CommandFault): string {
  return `${actText(act)} ${position} at ${pointText(point)}`;
}

/** `rst`, `delay-100`, `LOADING`: one word for each act. */
export function actText(act: CommandAct): string {
  switch (act.kind) {
    case "delay":
      return `delay-${act.delayMs}`;
    case "error":
      return act.error;
    default:
      return act.kind;
  }
}

/**
 * Only a stall has a heal to wait for. From all else a bus is well again as soon as it reconnects,
 * or at once; what a black hole leaves half-open nobody closes for it in the field.
 */
export function healsItself({ kind }: CommandAct): boolean {
  return kind !== "stall";
}
