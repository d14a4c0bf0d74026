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
  /**
   * True for a fresh subscriber of a group, which the harness opens after the drain and the audit to see
   * whether it gets the messages that the group has not handled. Nothing else is judged by it.
   */
  readonly rescue?: boolean;
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
