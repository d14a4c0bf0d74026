/** The one command at which a fault strikes, named as on the wire, and what is done to it. */
export interface StruckCommand {
  readonly connectionName?: string;
  readonly command: string;
  readonly key?: string;
  readonly occurrence: number;
  readonly position: "before-forwarding" | "mid-request" | "before-reply" | "mid-reply";
  readonly act: "fin" | "rst" | "blackhole" | "stall" | "delay" | "error";
  /** Of a delay. */
  readonly delayMs?: number;
}

/**
 * The share of a delay that must show before it counts as evidence. Less than all of it, because a timer may be a
 * little early and the round trip without the fault took some time too.
 */
export const shownDelayShare = 0.8;
