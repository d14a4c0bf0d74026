import type { RefusalName } from "./command-point.ts";

/** The way bytes travel: `to-server` carries requests, `to-client` carries replies. */
export type Direction = "to-server" | "to-client" | "both";

/** A choice of some of the live connections. */
interface PickedConnections {
  /** Picks them by order of opening, from 0. All of them by default. */
  readonly connections?: readonly number[];
}

/** A close of live connections, by FIN or by RST. New connections pass, so it needs no heal. */
export interface CutFault extends PickedConnections {
  readonly kind: "cut";
  readonly how: "fin" | "rst";
}

/** A close of live connections, and the refusal of all new ones until the heal. `how` may be left out. */
export interface RefuseFault extends PickedConnections {
  readonly kind: "refuse";
  readonly how?: "fin" | "rst";
}

/** The choice of the bytes that do not pass. No close informs client or server about it. */
interface SilentFault extends PickedConnections {
  readonly direction: Direction;
  /** `existing` spares connections that are opened later: the half-open case. */
  readonly scope: "all" | "existing";
}

/**
 * The loss of all bytes until the heal. A link with a relay closes the affected connections on heal,
 * because their byte stream has a hole.
 */
export interface BlackholeFault extends SilentFault {
  readonly kind: "blackhole";
}

/** A hold of all bytes until the heal, after which they flow on. */
export interface StallFault extends SilentFault {
  readonly kind: "stall";
}

/** A delay of every chunk by `delayMs`. The order of the chunks is kept. */
export interface LatencyFault {
  readonly kind: "latency";
  readonly direction: Direction;
  readonly delayMs: number;
}

/**
 * An error reply to every command that Redis answers with this error in such a state. The command does not reach Redis,
 * and connections stay open. A command that came before the fault, such as a blocking read, goes on.
 */
export interface RefuseCommandsFault {
  readonly kind: "refuse-commands";
  readonly error: RefusalName;
}

/** A disturbance of the network path of one role. */
export type NetworkFault =
  | CutFault
  | RefuseFault
  | BlackholeFault
  | StallFault
  | LatencyFault
  | RefuseCommandsFault;

export type NetworkFaultKind = NetworkFault["kind"];

export type NetworkFaultOf<Kind extends NetworkFaultKind> = Extract<NetworkFault, { kind: Kind }>;

/** The faults that act on bytes. The others act on connections as a whole. */
export type ByteFault = Extract<NetworkFault, { direction: Direction }>;
