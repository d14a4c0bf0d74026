import type { NetworkFault } from "../link/contract/link.ts";

/** A fault as plain data: what a plan holds, what is saved and replayed. */
export type FaultSpec =
  | { readonly kind: "kill-redis"; readonly signal: "SIGTERM" | "SIGKILL" }
  | { readonly kind: "pause-redis" }
  | {
      readonly kind: "network";
      /** A role such as `subscriber-0`, or `*` for every role. */
      readonly role: string;
      readonly fault: NetworkFault;
    };

/**
 * One fault of a plan: injected `afterMs` after the previous heal, healed `holdMs` later. A fault
 * that a bus can get round by reconnecting is held until everyone has recovered from it.
 */
export interface FaultStep {
  readonly spec: FaultSpec;
  readonly afterMs: number;
  readonly holdMs: number | "until-recovered";
}

/** A short name for people, such as `SIGKILL redis` or `refuse subscriber-0`. */
export function faultName(spec: FaultSpec): string {
  switch (spec.kind) {
    case "kill-redis":
      return `${spec.signal} redis`;
    case "pause-redis":
      return "pause redis";
    case "network":
      return `${networkFaultName(spec.fault)} ${spec.role === "*" ? "every role" : spec.role}`;
  }
}

function networkFaultName(fault: NetworkFault): string {
  switch (fault.kind) {
    case "cut":
      return `cut by ${fault.how.toUpperCase()}`;
    case "refuse":
      return "refuse";
    case "latency":
      return `${fault.delayMs} ms latency`;
    case "blackhole":
    case "stall": {
      const scope = fault.connections
        ? ` connection ${fault.connections.join(",")}`
        : fault.scope === "existing"
          ? " existing"
          : "";
      const way = fault.direction === "both" ? "" : ` ${fault.direction}`;
      return `${fault.kind}${scope}${way}`;
    }
  }
}
