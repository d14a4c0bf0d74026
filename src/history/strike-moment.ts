import type { StruckCommand } from "./struck-command.ts";

// The words for the moment of a fault. They are declared here because they are recorded.

/** The purpose of a command for the bus. */
export type CommandPurpose =
  /** Brings a message to Redis. */
  | "publish"
  /** Fetches messages: its reply holds at least one. */
  | "read"
  /** The command that a subscriber sends most often besides its reads. */
  | "acknowledge";

/**
 * A command at which a fault strikes, named by what it does, so that a plan fits every bus. If the bus
 * sends no such command in time, the fault strikes without it.
 */
export interface StrikeTarget {
  readonly role: string;
  readonly purpose: CommandPurpose;
  /** `before-forwarding`: Redis does not get the command. `before-reply`: the client does not get the reply. */
  readonly position: "before-forwarding" | "before-reply";
  /** Which of these commands it is, counted from 1 when `afterMs` is over. */
  readonly nth: number;
}

/** The planned moment of a fault, and the command at which it struck. */
export interface StrikeMomentRecord {
  /** The time of the run at which `afterMs` of the plan was over. */
  readonly plannedMs: number;
  /** The target of the plan. */
  readonly target?: StrikeTarget;
  /** The command that was the target. Absent if no such command came in time: the fault struck without it. */
  readonly command?: StrikeCommand;
}

/** A command at which a fault struck, named as the link names commands. */
export interface StrikeCommand extends Pick<
  StruckCommand,
  "connectionName" | "command" | "key" | "occurrence" | "position"
> {
  readonly role: string;
  /** The act at this command alone that does the same to it. Absent if there is no such act. */
  readonly act?: StruckCommand["act"];
}
