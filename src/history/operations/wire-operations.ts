import type { MessageKey, OperationBase } from "./operation-base.ts";

/**
 * A command as the link of its role saw it. It is recorded when its outcome can no longer change:
 * the reply was forwarded, or the connection ended. A time is absent if that step did not happen.
 * The commands of a handshake are recorded without their arguments.
 */
export interface WireCommand extends OperationBase {
  readonly kind: "wire";
  /** `ok`: the client got the whole reply; `info`: it did not. */
  readonly type: "ok" | "info";
  /** The number of the connection on this link, in order of opening, from 0. */
  readonly connection: number;
  /** The client's name for that connection, without the role. */
  readonly connectionName?: string;
  /** In upper case, with its subcommand. */
  readonly command: string;
  /** First key or channel, without the namespace. */
  readonly key?: string;
  /** True if the command writes to a key or a channel in whose name the namespace of the run is not. */
  readonly outsideNamespace?: true;
  /** All streams, without the namespace, of a read that names several. */
  readonly keys?: readonly string[];
  /** Counts the commands with the same connection name, command and key, from 1. */
  readonly occurrence: number;
  readonly handshake?: boolean;
  /** When the link had forwarded the whole request to Redis. */
  readonly forwardedMs?: number;
  /** When the link had Redis's reply. */
  readonly executedMs?: number;
  /** When the link had forwarded the whole reply to the client. */
  readonly repliedMs?: number;
  /** Redis refused the command with this error. */
  readonly error?: string;
  /** A short reply, such as the id of a new stream entry or a count. */
  readonly reply?: string;
  /** The messages of this run whose payloads are in the request. */
  readonly messages?: readonly MessageKey[];
  /** The messages of this run whose payloads are in the reply. */
  readonly returned?: readonly MessageKey[];
  /** The name of the group, for a command on a group of a stream. */
  readonly group?: string;
  /** The stream ids that the request names, such as those of an XACK. */
  readonly ids?: readonly string[];
  /**
   * The words of the request by which a command does harm or not: the position of an XGROUP CREATE, an
   * XGROUP SETID or a read of old entries, such as `$` or `0`, and the limit of a trim, such as `MAXLEN ~ 100`.
   */
  readonly options?: readonly string[];
  /** True for a command that waits at the server, such as a read with BLOCK. */
  readonly blocks?: true;
  /** True for a read with NOACK: Redis counts the entries that it returns as acknowledged. */
  readonly noAck?: boolean;
  /** The number of the database that a SELECT names. */
  readonly database?: number;
  /** The link did not read the long reply to its end, so the reply may hold more messages. */
  readonly partial?: boolean;
}

/** A frame that answers no command went to a client, such as a Pub/Sub message. */
export interface WirePush extends OperationBase {
  readonly kind: "wire-push";
  readonly type: "info";
  readonly connection: number;
  readonly returned: readonly MessageKey[];
}

/**
 * The link cannot parse this connection as the Redis protocol. From here on it records no commands
 * of this connection, so the judge does not conclude anything from commands that it does not see.
 */
export interface WireOpaque extends OperationBase {
  readonly kind: "wire-opaque";
  readonly type: "info";
  readonly connection: number;
  readonly reason: string;
}

/**
 * The link reset a connection to its client, by a fault or because Redis had reset it. The client may not have read the
 * last replies. A connection that ends in another way has no such operation.
 */
export interface WireEnd extends OperationBase {
  readonly kind: "wire-end";
  readonly type: "info";
  readonly connection: number;
  readonly how: "rst";
}
