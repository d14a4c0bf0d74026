import type { MessageKey } from "../history/operations/operation-base.ts";

/** An act of the handler at a message of the plan. With every other message it succeeds at once. */
export type HandlerAct =
  /** Succeeds after this time. */
  | { readonly kind: "be-slow"; readonly ms: number }
  /** Throws the first time that a group gets the message, and succeeds then. */
  | { readonly kind: "throw-once"; readonly how: "exception" | "rejection" }
  /**
   * As `throw-once`, but only until `ms` have passed since the group first got a message with this act. So a service
   * behaves whose database is away. A bus that hands out nothing else before the same message is done waits no longer.
   */
  | { readonly kind: "throw-for"; readonly ms: number }
  /** Ends the process of the subscriber the first times that a group gets the message, and succeeds then. */
  | { readonly kind: "exit"; readonly times: number; readonly exitCode: number };

/** A message, and what the handler of each group does with it. */
export interface HandlerStep {
  readonly message: MessageKey;
  /** How many messages of the same publisher the step is about, this one and those that follow it. Default 1. */
  readonly count?: number;
  readonly act: HandlerAct;
}

/** Returns the act for each message of a plan. */
export function actsByMessage(steps: readonly HandlerStep[]): ReadonlyMap<MessageKey, HandlerAct> {
  return new Map(
    steps.flatMap(({ message, count = 1, act }) => {
      const at = message.lastIndexOf("/") + 1;
      const first = Number(message.slice(at));
      return Array.from(
        { length: count },
        (_, nth) => [`${message.slice(0, at)}${first + nth}`, act] as const,
      );
    }),
  );
}
