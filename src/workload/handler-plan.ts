import type { MessageKey } from "../history/operations/operation-base.ts";

/** An act of the handler at a message of the plan. With every other message it succeeds at once. */
export type HandlerAct =
  /** Succeeds after this time. */
  | { readonly kind: "be-slow"; readonly ms: number }
  /** Throws the first time that a group gets the message, and succeeds then. */
  | { readonly kind: "throw-once"; readonly how: "exception" | "rejection" };

/** A message, and what the handler of each group does with it. */
export interface HandlerStep {
  readonly message: MessageKey;
  readonly act: HandlerAct;
}
