import { errorText } from "../errors.ts";
import type { IndexedHistory } from "../history/indexed-history.ts";
import { harnessSample, standstillValue } from "../history/sample-names.ts";
import { countText, durationText } from "../wording.ts";
import { harmToOthers } from "./harm-to-others.ts";

/** A delay of the event loop from which it is named. A busy machine alone delays it by less. */
const leastStandstillMs = 2_000;

/** Says what a user should know about the bus although no rule judges it. A remark changes no verdict. */
export function remarksOn(history: IndexedHistory): readonly string[] {
  try {
    return [...harmToOthers(history), ...missingIds(history), ...standstills(history)];
  } catch (error) {
    return [`the remarks on this run could not be computed: ${errorText(error)}`];
  }
}

/**
 * Names publishes without an id if the handlers of the same bus get ids.
 *
 *     publisher-0/3 is acknowledged without an id
 *     subscriber-0 gets it as 1700000000000-0
 *     → publish() resolved without an id for 1 of 1 messages
 */
function missingIds({ messages, deliveries }: IndexedHistory): readonly string[] {
  if (!deliveries.some(({ start, message }) => message !== undefined && start.id !== "")) return [];
  const acknowledged = [...messages.values()].filter(
    ({ outcome, canary }) => outcome === "acknowledged" && !canary,
  );
  const nameless = acknowledged.filter(({ id = "" }) => id === "");
  if (nameless.length === 0) return [];
  return [
    `publish() resolved without an id for ${countText(nameless.length)} of ${countText(acknowledged.length)} messages, but handlers got ids: let publish return them`,
  ];
}

/**
 * Names the longest standstill of the event loop.
 *
 *     the harness samples a standstill of 9 900 ms
 *     → the event loop stood still for 9.9 s
 */
function standstills({ samples }: IndexedHistory): readonly string[] {
  const longestMs = samples
    .filter(({ sample }) => sample === harnessSample)
    .reduce((longest, { values }) => Math.max(longest, values[standstillValue] ?? 0), 0);
  if (longestMs < leastStandstillMs) return [];
  return [
    `the event loop stood still for ${durationText(longestMs)}: look for a call of the bus that computes without a pause`,
  ];
}
