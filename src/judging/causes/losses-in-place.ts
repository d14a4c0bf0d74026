import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { Group } from "../facts/groups.ts";
import type { Loss } from "../lost/losses.ts";

/** The losses of one rule with the place that most of them have, in the group that lost the most there. */
export interface LossesInPlace {
  readonly history: IndexedHistory;
  readonly group: Group;
  /** At least one, in the order of their publish calls. */
  readonly losses: readonly [Loss, ...Loss[]];
}
