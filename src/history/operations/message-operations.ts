import type { MessageKey, OperationBase } from "./operation-base.ts";

/** The harness is about to call `publish`. */
export interface PublishInvoke extends OperationBase {
  readonly kind: "publish";
  readonly type: "invoke";
  readonly message: MessageKey;
  readonly topic: string;
  /** When the open-loop schedule wanted it; latency counts from here. */
  readonly intendedMs: number;
  /** A message sent after the load ended, to see whether the path works; counted like any other. */
  readonly canary?: boolean;
  /** The first message with the same payload, on the same topic. Absent if no earlier message has it. */
  readonly equals?: MessageKey;
}

/** The call resolved: the bus acknowledged the message. */
export interface PublishOk extends OperationBase {
  readonly kind: "publish";
  readonly type: "ok";
  readonly message: MessageKey;
  /** The id that the bus returned, if it returned one. */
  readonly id?: string;
}

/** The call rejected: with the outcome `rejected` (`fail`), or with any other error (`info`). */
export interface PublishFail extends OperationBase {
  readonly kind: "publish";
  readonly type: "fail" | "info";
  readonly message: MessageKey;
  readonly error: string;
}

/** The bus called a handler. */
export interface DeliverInvoke extends OperationBase {
  readonly kind: "deliver";
  readonly type: "invoke";
  /** Numbers the deliveries of a run, so that the end of a delivery can be matched to its start. */
  readonly delivery: number;
  readonly subscription: number;
  /**
   * `undefined` if no publisher of this run could have sent this payload. If several messages have it, the first of them;
   * indexing decides for which of them the delivery counts.
   */
  readonly message?: MessageKey;
  readonly id: string;
  readonly topic: string;
  readonly attempt: number;
  /** The payload was changed (`corrupt`), or is not from this run (`foreign`). Absent if it is intact. */
  readonly damage?: "corrupt" | "foreign";
  /** The handler succeeds with no call of this message, as the handler plan says. */
  readonly neverSucceeds?: true;
}

/** The handler returned or resolved (`ok`), or it threw or rejected (`fail`). */
export interface DeliverEnd extends OperationBase {
  readonly kind: "deliver";
  readonly type: "ok" | "fail";
  readonly delivery: number;
  readonly error?: string;
}
