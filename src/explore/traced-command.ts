import type { CommandPoint } from "../link/contract/command-point.ts";

/** A command of the fault-free runs for which a fault can be planned. */
export interface TracedCommand {
  readonly point: CommandPoint;
  /** Whether its whole reply reached the client, so that a fault can lose the reply. */
  readonly answered: boolean;
}

/** The commands of one run by their formatted points, in the order in which they started. */
export type CommandTable = ReadonlyMap<string, TracedCommand>;
