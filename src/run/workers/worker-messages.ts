import type { BusContext, BusMessage, BusNotice, SubscribeOptions } from "../../bus/contract.ts";
import type { CaughtError } from "../strays/caught-error.ts";

// The messages between the harness and a worker: a process with the bus of one role.

/** The parts of the context of a bus that can go from one process to another. */
export type SentContext = Pick<BusContext, "url" | "role" | "namespace" | "blockMs">;

/** A call on the bus of the worker. The worker answers each. */
export type WorkerCall =
  | { readonly kind: "open"; readonly context: SentContext }
  | { readonly kind: "publish"; readonly topic: string; readonly payload: string }
  | {
      readonly kind: "subscribe";
      /** Numbers the subscriptions of the worker. */
      readonly subscription: number;
      readonly topic: string;
      readonly options: SubscribeOptions;
    }
  | { readonly kind: "close-subscription"; readonly subscription: number }
  | { readonly kind: "close" };

/** A message of the harness to a worker. */
export type WorkerOrder =
  /** Imports the bus. It is the first message, and comes before any role is known. */
  | { readonly kind: "load"; readonly source: string }
  | { readonly kind: "call"; readonly call: number; readonly wanted: WorkerCall }
  /** The handler is done with a delivery; `error` if it failed. */
  | { readonly kind: "handled"; readonly delivery: number; readonly error?: string }
  /** The handler ends the process of the worker with this exit code. */
  | { readonly kind: "exit"; readonly exitCode: number }
  /** Aborts the signal of the bus. */
  | { readonly kind: "abort" }
  /** Asks for an answer, to see that the event loop turns. */
  | { readonly kind: "ping" };

/** A message of a worker to the harness. */
export type WorkerNews =
  /** It has imported the bus with this name. */
  | { readonly kind: "loaded"; readonly name: string }
  | { readonly kind: "not-loaded"; readonly refusal: SentError }
  | { readonly kind: "answer"; readonly call: number; readonly value: string }
  | { readonly kind: "refusal"; readonly call: number; readonly refusal: SentError }
  | {
      readonly kind: "deliver";
      readonly delivery: number;
      readonly subscription: number;
      readonly message: BusMessage;
    }
  | { readonly kind: "notice"; readonly notice: BusNotice }
  | {
      readonly kind: "log";
      readonly level: LogLevel;
      readonly text: string;
      readonly fields?: object;
    }
  | { readonly kind: "stray-error"; readonly error: CaughtError }
  | { readonly kind: "pong" };

export type LogLevel = "debug" | "info" | "warn" | "error";

/** An error as it goes from one process to another. */
export interface SentError {
  readonly text: string;
  /** The bus says that the call certainly did nothing. */
  readonly isRejection: boolean;
  /** The bus module is malformed: the user must change it. */
  readonly usage?: { readonly hint: string | undefined };
}
