import type { Endpoint } from "../../fixtures/endpoint.ts";
import type { CommandFault, CommandFamily, CommandPoint } from "./command-point.ts";
import type { LinkCapability } from "./link-capability.ts";
import type { NetworkFault } from "./network-fault.ts";

/** The network path between one client role and Redis. */
export interface Link extends AsyncDisposable {
  readonly role: string;
  /** The address for clients. It never changes, unless the harness gives up the clients of the role. */
  readonly endpoint: Endpoint;
  readonly capabilities: ReadonlySet<LinkCapability>;
  /** Resolves once the fault is in force for existing and, unless scoped otherwise, new connections. */
  inject(fault: NetworkFault): Promise<void>;
  /** Ends all faults in force and resolves when new connections pass. Safe to call twice. */
  heal(): Promise<void>;
  /**
   * Gives up the clients of today as the kernel does with a process that died: closes their connections, passes nothing on
   * that it holds, and refuses them from then on. The link gets another endpoint for the next client. Absent if the link
   * cannot do it.
   */
  forsakeClients?(): Promise<void>;
  /** Leads new connections to another address of Redis. Live ones stay with the old server. */
  retarget(upstream: Endpoint): Promise<void>;
  /** Returns the traffic so far; `undefined` if the link cannot tell yet. */
  traffic(): Promise<LinkTraffic | undefined>;
  /**
   * Returns the ports from which the link has connected to Redis until now, for a link in this process.
   * A client of Redis with another port did not come through this link.
   */
  serverPorts?(): ReadonlySet<number>;
  /** Present with the capability `commands`. */
  readonly commands?: LinkCommands;
}

/** The part of a link that understands Redis's protocol. It acts at single commands. */
export interface LinkCommands {
  /**
   * Gives every further command of the link to the observer, with `namespace` cut off the front of
   * its key. Call it before the first connection opens. A second call replaces the observer.
   */
  observe(namespace: string, observer: CommandObserver): void;
  /** Arms a fault at a command that is still to come. Several faults can be armed at once. */
  arm(fault: CommandFault): ArmedCommandFault;
  /** Returns how many commands of this name have come until now, so that a fault can meet a later one. */
  count(name: CommandFamily): number;
}

export interface ArmedCommandFault {
  /** Resolves when the command has come, just before the fault acts on it. Never rejects. */
  readonly struck: Promise<CommandStrike>;
  /**
   * Removes the fault, whether it struck or not. Bytes that a stall held flow on. Connections that
   * lost bytes in a black hole are closed. Safe to call twice.
   */
  heal(): Promise<void>;
  /** Resolves when the client has closed the struck connection. Never rejects. */
  readonly abandoned: Promise<void>;
}

export interface CommandStrike {
  /** The time on the monotonic clock. */
  readonly atMs: number;
  /** Which connection of the link, in order of opening, from 0. */
  readonly connection: number;
  /** The struck command by its own names, where the fault may have had patterns. */
  readonly point: CommandPoint;
}

export interface CommandObserver {
  /** Called once for each command, in the order in which commands end: nothing more can happen to it. */
  ended(command: ObservedCommand): void;
  /** Called for each frame to the client that answers no command, such as a Pub/Sub message. */
  pushed(push: ObservedPush): void;
  /** Called when the link resets a connection to its client, which may not have read the last replies. */
  reset?(connection: number): void;
  /** Called when the link cannot follow a connection any more, for example if it is not Redis protocol. */
  opaque(connection: number, reason: string): void;
}

/**
 * A command as the link saw it. Times are on the monotonic clock, and `undefined` if the event did not
 * happen. Bytes that the link hands over leave the process at the end of the same turn of the event
 * loop. Read the buffers only during the call.
 */
export interface ObservedCommand {
  readonly point: CommandPoint;
  /** Which connection of the link, in order of opening, from 0. */
  readonly connection: number;
  /** Whether it sets up the connection before its first real command, such as HELLO or AUTH. */
  readonly handshake: boolean;
  /** The name and the arguments. Never store those of a handshake: they include passwords. */
  readonly args: readonly Buffer[];
  /** The time when the link had handed the whole request to Redis. */
  readonly forwardedMs: number | undefined;
  /**
   * The time when Redis's reply had come, so Redis had executed or refused the command. For a command
   * in a transaction, the time when the reply to EXEC had come.
   */
  readonly executedMs: number | undefined;
  /** The time when the link had handed the whole reply to the client. */
  readonly repliedMs: number | undefined;
  /** The reply as Redis sent it, cut to its first 1 MiB. */
  readonly reply: Buffer | undefined;
  /** Whether Redis answered with an error. */
  readonly failed: boolean;
}

interface ObservedPush {
  readonly connection: number;
  readonly frame: Buffer;
  readonly passedMs: number;
}

/**
 * The traffic of a link, including the harness's probe connections. A count that a link cannot
 * make is `undefined`. A link with `live-counters` makes all of them.
 */
export interface LinkTraffic {
  /** The connections that are open now. */
  readonly open: number | undefined;
  /** The connections that were ever opened. */
  readonly connections: number | undefined;
  readonly bytesToServer: number;
  readonly bytesToClient: number;
  /** The connections that the link closed by a fault. */
  readonly closedByFault: number | undefined;
  /**
   * The connection attempts that failed because the server could not be reached. Attempts on a closed
   * port are not counted, because only the operating system sees them.
   */
  readonly refused: number | undefined;
  /** The bytes that the link lost or held back. */
  readonly withheldBytes: number | undefined;
}

export type LinkKind = "embedded" | "toxiproxy" | "packet-drop";

export interface LinkFactory extends AsyncDisposable {
  readonly kind: LinkKind;
  readonly capabilities: ReadonlySet<LinkCapability>;
  /** How many links there can be at once, if that is limited. */
  readonly linkLimit?: number;
  open(role: string, upstream: Endpoint): Promise<Link>;
}
