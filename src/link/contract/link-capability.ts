import type { NetworkFault } from "./network-fault.ts";

/** A thing that a link can do. A run that needs more than its links can do is refused at its start. */
export type LinkCapability =
  | "cut-fin"
  | "cut-rst"
  /** Closes some of the live connections of a role and spares the others. */
  | "cut-connection"
  | "refuse"
  | "blackhole"
  | "blackhole-existing"
  | "blackhole-connection"
  | "stall"
  | "stall-existing"
  | "latency"
  /** Drops packets on the way, so that not even the kernels acknowledge them. */
  | "packet-drop"
  /** Counts connections and bytes while the run goes on, not only at its end. */
  | "live-counters"
  /** Understands the commands that pass: they can be observed, and faults can act at one of them. */
  | "commands";

/** Returns the capability that a link needs to inject this fault. */
export function requiredCapability(fault: NetworkFault): LinkCapability {
  if ("connections" in fault && fault.connections) return capabilityToPick(fault);
  switch (fault.kind) {
    case "cut":
      return `cut-${fault.how}`;
    case "refuse":
      // If the fault names the way of closing, a link that can cut in that way can also refuse.
      return fault.how ? `cut-${fault.how}` : "refuse";
    case "latency":
      return "latency";
    case "blackhole":
      return fault.scope === "existing" ? "blackhole-existing" : "blackhole";
    case "refuse-commands":
      return "commands";
    case "stall":
      return fault.scope === "existing" ? "stall-existing" : "stall";
  }
}

/** Returns the capability to affect some of the live connections. */
function capabilityToPick({
  kind,
}: Extract<NetworkFault, { connections?: readonly number[] }>): LinkCapability {
  switch (kind) {
    case "cut":
    case "refuse":
      return "cut-connection";
    case "blackhole":
      return "blackhole-connection";
    case "stall":
      return "stall-existing";
  }
}
