import type { ClientCommand } from "../../../resp/pairing/conversation.ts";
import type { CommandPoint } from "../../contract/command-point.ts";
import type { ObservedCommand } from "../../contract/link.ts";

const none: readonly TrackedCommand[] = [];

/**
 * A command that has not ended. Positions count the bytes of one direction of its connection. It is a
 * class because of its getters: most arguments are never read, and to copy them costs more than all
 * the rest.
 */
export class TrackedCommand implements ObservedCommand {
  readonly command: ClientCommand;
  readonly connection: number;
  readonly point: CommandPoint;
  /** The position after its last byte. */
  readonly requestEnd: number;
  forwardedMs: number | undefined;
  executedMs: number | undefined;
  repliedMs: number | undefined;
  reply: Buffer | undefined;
  failed = false;
  /** Whether its whole reply has come. */
  isAnswered = false;
  /** Whether it gets no reply. */
  isUnanswered = false;
  /** The reply that the client gets from the link. The command is not forwarded then. */
  refusal: Buffer | undefined;
  /** Whether it is queued in a transaction, and ends with it. */
  isQueued = false;
  /** The commands of the transaction that this command ends. They end with it. */
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
