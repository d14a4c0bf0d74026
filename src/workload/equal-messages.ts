import type { MessageKey } from "../history/operations/operation-base.ts";

/** The payloads that several messages of a run have. */
export interface EqualMessages {
  /** Returns the first message that was published with this payload; `undefined` if this one is the first. */
  publish(payload: string, message: MessageKey): MessageKey | undefined;
  /** Returns the first message that was published with this payload; `undefined` if no message has it. */
  find(payload: string): MessageKey | undefined;
}

/** Remembers the first message of each payload that several messages have. */
export function createEqualMessages(): EqualMessages {
  const firstOf = new Map<string, MessageKey>();
  return {
    publish(payload, message) {
      const first = firstOf.get(payload);
      if (first === undefined) firstOf.set(payload, message);
      return first;
    },
    find: (payload) => firstOf.get(payload),
  };
}
