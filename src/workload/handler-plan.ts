import type { MessageKey } from "../history/operations/operation-base.ts";

/** An act of the handler at a message of the plan. With every other message it succeeds at once. */
export type HandlerAct =
  /** Succeeds after this time. */
  | { readonly kind: "be-slow"; readonly ms: number }
  /** Throws the first time that a group gets the message, and succeeds then. */
  | { readonly kind: "throw-once"; readonly how: ThrowHow }
  /**
   * As `throw-once`, but only until `ms` have passed since the group first got a message with this act. So a service
   * behaves whose database is away. A bus that hands out nothing else before the same message is done waits no longer.
   */
  | { readonly kind: "throw-for"; readonly ms: number }
  /** Throws each time. So a service behaves that cannot handle this message. */
  | { readonly kind: "throw-always"; readonly how: ThrowHow }
  /** Returns at no time, until its subscription begins to close. */
  | { readonly kind: "hang" }
  /** Ends the process of the subscriber the first times that a group gets the message, and succeeds then. */
  | { readonly kind: "exit"; readonly times: number | "always"; readonly exitCode: number };

/** Whether a handler throws before it returns, or rejects 5 ms later. */
type ThrowHow = "exception" | "rejection";

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

/** Returns whether the handler succeeds with no call, however often a group gets the message. */
export function neverSucceeds(act: HandlerAct): boolean {
  return (
    act.kind === "throw-always" ||
    act.kind === "hang" ||
    (act.kind === "exit" && act.times === "always")
  );
}
