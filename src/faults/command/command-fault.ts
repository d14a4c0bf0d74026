import { pointText, type CommandFault } from "../../link/contract/command-point.ts";
import { actText } from "./command-acts.ts";

/** Names a fault for people: `rst before-reply at publisher-0 commands XADD stream:orders #7`. */
export function commandFaultName({ point, position, act }: CommandFault): string {
  return `${actText(act)} ${position} at ${pointText(point)}`;
}
