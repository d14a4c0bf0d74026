import type { ClientCommand } from "../../../resp/pairing/conversation.ts";
import type { CommandPoint } from "../../contract/command-point.ts";
import type { ObservedCommand } from "../../contract/link.ts";

const none: readonly TrackedCommand[] = [];

/**
 * A command under way. Positions count the bytes of one direction of its connection. A class for the
 * sake of its getters, for most arguments are never looked at and would cost more than all the rest.
 */
export class TrackedCommand implements ObservedCommand {
  readonly command: ClientCommand;
  readonly connection: number;
  readonly point: CommandPoint;
  /** Just behind its last byte. */
  readonly requestEnd: number;
  forwardedMs: number | undefined;
  executedMs: number | undefined;
  repliedMs: number | undefined;
  reply: Buffer | undefined;
  failed = false;
  /** Its whole reply was there. */
  isAnswered = false;
  /** No reply will come. */
  isUnanswered = false;
  /** What the client gets instead of the command being forwarded. */
  refusal: Buffer | undefined;
  /** It ends with its transaction. */
  isQueued = false;
  /** Those that end with this one. */
  transaction = none;

  constructor(
    command: ClientCommand,
    point: CommandPoint,
    at: { connection: number; end: number },
  ) {
    this.command = command;
    this.point = point;
    this.connection = at.connection;
    this.requestEnd = at.end;
  }

  get args(): readonly Buffer[] {
    return this.command.args;
  }

  get handshake(): boolean {
    return this.command.handshake;
  }
}
