import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { unsettledOf } from "../facts/unsettled.ts";
import { unrecoveredOf } from "../not-recovered/recovery-decision.ts";

/** The publish calls that the bus left without an answer until nothing moved any more. */
export interface UnansweredPublishes {
  /** The publisher went on, or no other rule says what became of it. */
  readonly hung: readonly MessageRecord[];
  /** The publisher itself did not recover, which `not-recovered` reports together with these calls. */
  readonly ofUnrecovered: readonly MessageRecord[];
}

/**
 * Returns the unsettled publish calls that hang. A drain stalls only if nothing moved for the recovery
 * limit at least, so a call that is older than that would never have settled. A drain that still
 * progressed shows nothing: the bus may have come to the call later.
 *
 *     publisher-0/7 is published while its connection breaks, and its call never settles
 *     publisher-0/8 and all later ones are acknowledged over the next connection
 *     30 s later the drain stalls
 *     → publisher-0/7 hangs: its publisher recovered and forgot it
 */
export const unansweredOf = oncePerHistory((history): UnansweredPublishes => {
  const open = openTooLong(history);
  if (open.length === 0) return { hung: [], ofUnrecovered: [] };
  const unrecovered = unrecoveredOf(history);
  const isOfUnrecovered = ({ publisher }: MessageRecord): boolean => unrecovered.has(publisher);
  return {
    hung: open.filter((each) => !isOfUnrecovered(each)),
    ofUnrecovered: open.filter(isOfUnrecovered),
  };
});

function openTooLong(history: IndexedHistory): readonly MessageRecord[] {
  const { drain, header } = history;
  if (drain?.outcome !== "stalled") return [];
  const latestMs = drain.timeMs - header.recoveryLimitMs;
  return unsettledOf(history).filter(({ invokedMs }) => invokedMs <= latestMs);
}
