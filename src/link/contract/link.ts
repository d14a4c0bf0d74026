import type { Endpoint } from "../../fixtures/redis/redis.ts";
import type { CommandFault, CommandPoint } from "./command-point.ts";
import type { LinkCapability } from "./link-capability.ts";
import type { NetworkFault } from "./network-fault.ts";

/** The network path between one client role and Redis. Its endpoint never changes during a run. */
export interface Link extends AsyncDisposable {
  readonly role: string;
  readonly endpoint: Endpoint;
  readonly capabilities: ReadonlySet<LinkCapability>;
  /** Resolves once the fault is in force for existing and, unless scoped otherwise, new connections. */
  inject(fault: NetworkFault): Promise<void>;
  /** Takes away whatever is in force and resolves when new connections pass; safe to call twice. */
  heal(): Promise<void>;
  /** Redis moved. New connections go there; live ones are left to die with the old server. */
  retarget(upstream: Endpoint): Promise<void>;
  /** Traffic so far. `undefined` where the link cannot say yet. */
  traffic(): Promise<LinkTraffic | undefined>;
  /** Present with the capability `commands`. */
  readonly commands?: LinkCommands;
}

/** What a link that understands Redis's protocol can do at single commands. */
export interface LinkCommands {
  /**
   * From now on every command of the link is given to the observer. `namespace` is taken off the
   * front of keys. To be called before the first connection; a second call replaces the first.
   */
  observe(namespace: string, observer: CommandObserver): void;
  /** Lays a fault at a command that is still to come. Several can be armed at once. */
  arm(fault: CommandFault): ArmedCommandFault;
}

export interface ArmedCommandFault {
  /** Resolves when the command came, just before the fault acts on it. Never rejects. */
  readonly struck: Promise<CommandStrike>;
  /**
   * Takes the fault away, whether it struck or not. What a stall held flows on; connections that
   * lost bytes in a black hole are closed. Safe to call twice.
   */
  heal(): Promise<void>;
  /** Resolves when the client has closed the connection that was struck. Never rejects. */
  readonly abandoned: Promise<void>;
}

export interface CommandStrike {
  /** On the monotonic clock. */
  readonly atMs: number;
  /** Which connection of the link, in order of opening, from 0. */
  readonly connection: number;
}

export interface CommandObserver {
  /** Called once for each command, when nothing more can become of it, in order of that moment. */
  ended(command: ObservedCommand): void;
  /** A frame that answers no command went to the client, such as a Pub/Sub message. */
  pushed(push: ObservedPush): void;
  /** The bytes of this connection are no Redis protocol; nothing more is known of it. */
  opaque(connection: number, reason: string): void;
}

/**
 * A command as the link saw it. Times are on the monotonic clock, `undefined` for what did not
 * happen. What is handed over leaves the process in the same turn of the event loop, at its end. The
 * buffers are only to be read during the call.
 */
export interface ObservedCommand {
  readonly point: CommandPoint;
  /** Which connection of the link, in order of opening, from 0. */
  readonly connection: number;
  /** Sets a connection up before its first real command: HELLO, AUTH, CLIENT SETNAME and such. */
  readonly handshake: boolean;
  /** Its name and arguments, passwords included: never to be kept for a handshake. */
  readonly args: readonly Buffer[];
  /** When the link had handed the whole request to Redis. */
  readonly forwardedMs: number | undefined;
  /** When Redis's reply was there: it was executed, or refused by an error. For what was queued in a transaction, when EXEC was. */
  readonly executedMs: number | undefined;
  /** When the link had handed the whole reply to the client. */
  readonly repliedMs: number | undefined;
  /** Redis's reply as it came, the first 1 MiB of it. */
  readonly reply: Buffer | undefined;
  /** Redis answered with an error. */
  readonly failed: boolean;
}

interface ObservedPush {
  readonly connection: number;
  readonly frame: Buffer;
  readonly passedMs: number;
}

/**
 * All that went through, the harness's own witness connections included. What a link cannot count is
 * `undefined`; with `live-counters` everything is counted.
 */
export interface LinkTraffic {
  /** Connections open at this moment. */
  readonly open: number | undefined;
  /** Connections ever opened. */
  readonly connections: number | undefined;
  readonly bytesToServer: number;
  readonly bytesToClient: number;
  /** Connections this link closed by a fault. */
  readonly closedByFault: number | undefined;
  /**
   * Connection attempts that came to nothing because the server could not be reached. Attempts on a
   * closed port are seen by the system alone and not counted.
   */
  readonly refused: number | undefined;
  /** Bytes it swallowed or held back. */
  readonly withheldBytes: number | undefined;
}

export type LinkKind = "embedded" | "toxiproxy" | "packet-drop";

export interface LinkFactory extends AsyncDisposable {
  readonly kind: LinkKind;
  readonly capabilities: ReadonlySet<LinkCapability>;
  /** How many links there can be at once, where that is limited. */
  readonly linkLimit?: number;
  open(role: string, upstream: Endpoint): Promise<Link>;
}
