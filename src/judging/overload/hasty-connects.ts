import type { IndexedHistory } from "../../history/indexed-history.ts";
import {
  failedConnectsSample,
  failedConnectsValue,
  spanValue,
} from "../../history/sample-names.ts";

/** A role that tried again and again to connect, without a pause. */
export interface HastyRole {
  readonly process: string;
  readonly connects: number;
  readonly spanMs: number;
  /** The index of the sample with the most attempts. */
  readonly operation: number;
}

/** A client that pauses for 10 ms after an attempt makes fewer than 100 attempts a second. */
const mostConnectsPerMs = 0.5;
const mostConnects = 100;

/**
 * Returns the roles with 100 or more failed attempts to connect, and 500 per second or more, in one sample. A role that has had
 * several subscriptions may try that many for each of them.
 *
 *    1500 ms  sample failed-connects of publisher-0: 400 in 200 ms
 *     → publisher-0
 */
export function hastyRolesOf(history: IndexedHistory): readonly HastyRole[] {
  const hasty = history.samples
    .filter(({ sample }) => sample === failedConnectsSample)
    .map(({ process, values, index }) => ({
      process,
      connects: values[failedConnectsValue] ?? 0,
      spanMs: values[spanValue] ?? 0,
      operation: index,
    }))
    .filter(({ process, connects, spanMs }) => {
      const times = Math.max(1, subscriptionsOf(history, process));
      return connects >= times * Math.max(mostConnects, mostConnectsPerMs * spanMs);
    });
  return [...Map.groupBy(hasty, ({ process }) => process).values()].flatMap((own) =>
    own.toSorted((one, other) => other.connects - one.connects).slice(0, 1),
  );
}

function subscriptionsOf({ subscriptions }: IndexedHistory, role: string): number {
  return subscriptions.filter(({ process }) => process === role).length;
}
