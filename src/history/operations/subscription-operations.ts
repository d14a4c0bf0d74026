import type { StartPosition } from "../../bus/contract.ts";
import type { OperationBase } from "./operation-base.ts";

/** The harness is about to call `subscribe`. */
export interface SubscribeInvoke extends OperationBase {
  readonly kind: "subscribe";
  readonly type: "invoke";
  /** Numbers the subscriptions of a run. */
  readonly subscription: number;
  readonly topic: string;
  readonly group: string;
  readonly consumer: string;
  readonly from: StartPosition;
}

/** The call resolved (`ok`) or rejected (`info`). */
export interface SubscribeEnd extends OperationBase {
  readonly kind: "subscribe";
  readonly type: "ok" | "info";
  readonly subscription: number;
  readonly error?: string;
  /** The harness stopped waiting after this time: the call had not settled. */
  readonly gaveUpAfterMs?: number;
}

/** The harness is about to close a subscription. */
export interface CloseInvoke extends OperationBase {
  readonly kind: "close";
  readonly type: "invoke";
  readonly subscription: number;
}

/** The call resolved (`ok`) or rejected (`info`). */
export interface CloseEnd extends OperationBase {
  readonly kind: "close";
  readonly type: "ok" | "info";
  readonly subscription: number;
  readonly error?: string;
  /** The harness stopped waiting after this time: the call had not settled. */
  readonly gaveUpAfterMs?: number;
}
