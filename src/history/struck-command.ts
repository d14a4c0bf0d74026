// The words for a fault at one command. They are declared here because they are recorded, so that the
// link that acts, the rules that judge and the reports all use the same words.

/** Where in the life of a command a fault acts, in the order of that life. */
export const commandPositions = [
  /** No byte of the request reaches Redis. */
  "before-forwarding",
  /** Redis gets the first half of the request's bytes. */
  "mid-request",
  /** Redis has executed the command. No byte of the reply reaches the client. */
  "before-reply",
  /** The client gets the first half of the reply's bytes. */
  "mid-reply",
] as const;

export type CommandPosition = (typeof commandPositions)[number];

const side: Readonly<Record<CommandPosition, "request" | "reply">> = {
  "before-forwarding": "request",
  "mid-request": "request",
  "before-reply": "reply",
  "mid-reply": "reply",
};

/** Returns whether a fault at this position acts on the reply, so that it needs one to act. */
export function isAtReply(position: CommandPosition): boolean {
  return side[position] === "reply";
}

/** The kinds of acts of a fault at its command. `CommandAct` in src/link adds the values of each kind. */
export type CommandActKind =
  /** Closes both sides of the connection, the client's side by FIN. */
  | "fin"
  /** Closes both sides of the connection, the client's side by RST. */
  | "rst"
  /** Lets no byte pass in either direction from here on. Neither side is told. */
  | "blackhole"
  /** Holds all bytes of the connection until the heal, even if the client has left. */
  | "stall"
  /** Lets the rest of the command or reply, and everything after it, pass later. */
  | "delay"
  /** Kills the process of the role. No byte of the connection passes any more. */
  | "kill"
  /** Kills Redis, and starts it again on its data. */
  | "kill-redis"
  /** Gives the client an error reply. Redis does not get the command, and the connection goes on. */
  | "error";

/** The command at which a fault acts, named as the link names commands, and the act itself. */
export interface StruckCommand {
  readonly connectionName?: string;
  readonly command: string;
  readonly key?: string;
  /** Counts, from 1, the commands with the same connection name, command and key. */
  readonly occurrence: number;
  readonly position: CommandPosition;
  readonly act: CommandActKind;
  /** Present for a `delay`. */
  readonly delayMs?: number;
}

/**
 * The share of a delay that must show before it counts as evidence. Less than all of it, because a timer may be a
 * little early and the round trip without the fault took some time too.
 */
export const shownDelayShare = 0.8;
