import type { MessageKey } from "../history/operations/operation-base.ts";
import type { CommandFault } from "../link/contract/command-point.ts";

/** A fault of an exploration: at a command, or in the handler of a message. */
export type ExplorationFault = CommandFault | HandlerFault;

/** Lets the handler throw the first time that it gets a message. */
export interface HandlerFault {
  readonly message: MessageKey;
}

export function isHandlerFault(fault: ExplorationFault): fault is HandlerFault {
  return "message" in fault;
}

/** Returns the faults at commands. */
export function commandFaultsOf(faults: readonly ExplorationFault[]): readonly CommandFault[] {
  return faults.filter((fault): fault is CommandFault => !isHandlerFault(fault));
}

/** Returns whether Redis is killed, so that the run needs a server of its own. */
export function killsRedis(faults: readonly ExplorationFault[]): boolean {
  return commandFaultsOf(faults).some(({ act }) => act.kind === "kill-redis");
}

/** Returns whether a process is killed: that of Redis, or that of a role. */
export function kills(faults: readonly ExplorationFault[]): boolean {
  return commandFaultsOf(faults).some(
    ({ act }) => act.kind === "kill" || act.kind === "kill-redis",
  );
}
