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
