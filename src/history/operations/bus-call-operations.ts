import type { OperationBase } from "./operation-base.ts";

/** The harness is about to open or to close the bus of a role. */
export interface BusCallInvoke extends OperationBase {
  readonly kind: "bus-call";
  readonly type: "invoke";
  readonly call: "open" | "close";
}

/** The call resolved (`ok`), or it rejected or did not settle in time (`info`). */
export interface BusCallEnd extends OperationBase {
  readonly kind: "bus-call";
  readonly type: "ok" | "info";
  readonly call: "open" | "close";
  readonly error?: string;
  /** The harness stopped waiting after this time: the call had not settled. */
  readonly gaveUpAfterMs?: number;
}
