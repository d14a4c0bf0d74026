import { mayRepeat } from "../../history/delivery-claims.ts";
import type { HistoryGuarantees } from "../../history/history-header.ts";
import type { DuplicateDelivery } from "./duplicate-deliveries.ts";

/** Second deliveries by what the guarantees of the bus say about them. */
export interface DividedDuplicates {
  readonly forbidden: readonly DuplicateDelivery[];
  readonly allowed: readonly DuplicateDelivery[];
  /** The part of `allowed` whose pair of a message and a group has no forbidden delivery, so that no pair counts twice. */
  readonly onlyAllowed: readonly DuplicateDelivery[];
}

/** Divides second deliveries into those that the guarantees forbid, and those that they allow. */
export function divideDuplicates(
  duplicates: readonly DuplicateDelivery[],
  guarantees: HistoryGuarantees,
): DividedDuplicates {
  const { forbidden = [], allowed = [] } = Object.groupBy(duplicates, (each) =>
    isForbiddenDuplicate(each, guarantees) ? "forbidden" : "allowed",
  );
  const broken = new Set(forbidden.map(pairName));
  const onlyAllowed = allowed.filter((each) => !broken.has(pairName(each)));
  return { forbidden, allowed, onlyAllowed };
}

/** Returns whether the guarantees of the bus forbid this second delivery. */
export function isForbiddenDuplicate(
  { first, reason }: DuplicateDelivery,
  guarantees: HistoryGuarantees,
): boolean {
  if (!mayRepeat(guarantees) || reason === undefined) return true;
  // A bus that deduplicates may deliver again what no handler has finished.
  return guarantees.deduplicates && first.outcome === "handled";
}

/** Counts pairs of a message and a group, however often the message came, and without canaries. */
export function pairsOf(duplicates: readonly DuplicateDelivery[]): number {
  return new Set(duplicates.filter(({ message }) => !message.canary).map(pairName)).size;
}

function pairName({ group, message }: DuplicateDelivery): string {
  return `${group.topic}\n${group.name}\n${message.key}`;
}
