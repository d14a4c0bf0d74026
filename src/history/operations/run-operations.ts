import type { NoticeKind } from "../../bus/contract.ts";
import type { OperationBase } from "./operation-base.ts";

export type PhaseName = "setup" | "steady" | "fault" | "recovery" | "drain";

/** The run entered this phase. */
export interface Phase extends OperationBase {
  readonly kind: "phase";
  readonly type: "info";
  readonly phase: PhaseName;
}

/**
 * A group handled a canary that the harness sent because the group had just subscribed. The load begins after that,
 * because a bus may resolve `subscribe` before its subscription is in force.
 */
export interface Ready extends OperationBase {
  readonly kind: "ready";
  readonly type: "info";
  readonly topic: string;
  readonly group: string;
}

/** A statement that the bus made about itself through `context.notify`. */
export interface Notice extends OperationBase {
  readonly kind: "notice";
  readonly type: "info";
  readonly notice: NoticeKind;
  readonly topic?: string;
  readonly ids?: readonly string[];
  readonly detail?: string;
}

/** How the drain ended. Only a complete or a stalled drain can decide that a message is lost. */
export interface Drain extends OperationBase {
  readonly kind: "drain";
  readonly type: "ok" | "info";
  /**
   * `complete`: everything pending and unread was handled, canaries included.
   * `stalled`: something is left and nothing moved for the whole limit.
   * `progressing`: something is left and it was still moving when the limit came.
   */
  readonly outcome: "complete" | "stalled" | "progressing";
  readonly detail: string;
}

/** Named numbers taken at one moment, such as a census of resources. See sample-names.ts. */
export interface Sample extends OperationBase {
  readonly kind: "sample";
  readonly type: "info";
  readonly sample: string;
  /** The round of a repeated measurement, from 0. */
  readonly round?: number;
  readonly values: Readonly<Record<string, number>>;
}

/**
 * How an error of the bus came to light.
 *
 * - `call`: an open, subscribe or close call rejected or did not return in time.
 * - `uncaught-exception`: thrown outside any call, such as in a timer or in a handler of a socket.
 * - `unhandled-rejection`: a rejected promise that the bus did not handle.
 * - `unhandled-error-event`: an `error` event without a listener.
 * - `exit`: the bus called `process.exit`.
 * - `blocked`: the process of the role did not turn its event loop for seconds.
 * - `died`: the process of the role, in which only its bus ran, ended by itself.
 */
export type StrayErrorOrigin =
  | "call"
  | "uncaught-exception"
  | "unhandled-rejection"
  | "unhandled-error-event"
  | "exit"
  | "blocked"
  | "died";

/** An error that reached no caller, or the error of an open, subscribe or close call. */
export interface StrayError extends OperationBase {
  readonly kind: "stray-error";
  readonly type: "info";
  readonly error: string;
  /** `undefined` in histories of releases that did not tell the origins apart. */
  readonly origin?: StrayErrorOrigin;
  /** The frames of the stack, without those of the harness. */
  readonly stack?: readonly string[];
  /** The bus of the role had closed before: its close call had resolved. */
  readonly afterClose?: true;
}
