import type { Stage } from "../../scenarios/stage.ts";
import type { Roles } from "../participants/roles.ts";
import { tryAgain } from "../participants/try-again.ts";
import type { RecordedCalls } from "../record/recorded-calls.ts";

export interface SubscriberOpenerOptions {
  readonly calls: Pick<RecordedCalls, "subscribe">;
  readonly roles: Pick<Roles, "openBus">;
  /** The topic of a subscriber that names none. */
  readonly topic: string;
  /** How often a bus that refuses to open or to subscribe is asked. */
  readonly attempts: number;
  readonly signal: AbortSignal;
}

/** Returns the part of the stage that opens a subscriber. */
export function createSubscriberOpener({
  calls,
  roles,
  topic: usualTopic,
  attempts,
  signal,
}: SubscriberOpenerOptions): Stage["openSubscriber"] {
  return async ({ role, topic = usualTopic, group, from, consumer = `${group}-consumer` }) => {
    const wanted = { role, topic, group, from, consumer };
    return await tryAgain(
      attempts,
      () => calls.subscribe(() => roles.openBus(role), wanted),
      signal,
    );
  };
}
