/** The way bytes travel: `to-server` carries requests, `to-client` carries replies. */
export type Direction = "to-server" | "to-client" | "both";

/** Closes live connections at once, by FIN or by RST. New connections pass, so nothing needs a heal. */
export interface CutFault {
  readonly kind: "cut";
  readonly how: "fin" | "rst";
}

/** Closes live connections and refuses new ones until the heal. Without `how`, any close will do. */
export interface RefuseFault {
  readonly kind: "refuse";
  readonly how?: "fin" | "rst";
}

/** Which bytes a fault keeps from passing, without a close that would tell client or server. */
interface SilentFault {
  readonly direction: Direction;
  /** `existing` spares connections that are opened later: the half-open case. */
  readonly scope: "all" | "existing";
  /** Picks some of the live connections, by order of opening, from 0. */
  readonly connections?: readonly number[];
}

/**
 * Loses all bytes until the heal. A link with a relay closes the affected connections on heal, because
 * their byte stream has a hole.
 */
export interface BlackholeFault extends SilentFault {
  readonly kind: "blackhole";
}

/** Holds all bytes back until the heal, and then lets them flow on. */
export interface StallFault extends SilentFault {
  readonly kind: "stall";
}

/** Lets every chunk arrive `delayMs` later, in the order in which it was sent. */
export interface LatencyFault {
  readonly kind: "latency";
  readonly direction: Direction;
  readonly delayMs: number;
}

/** A disturbance of the network path of one role. */
export type NetworkFault = CutFault | RefuseFault | BlackholeFault | StallFault | LatencyFault;

export type NetworkFaultKind = NetworkFault["kind"];

export type NetworkFaultOf<Kind extends NetworkFaultKind> = Extract<NetworkFault, { kind: Kind }>;

/** The faults that act on bytes. The others act on connections as a whole. */
export type ByteFault = Extract<NetworkFault, { direction: Direction }>;
