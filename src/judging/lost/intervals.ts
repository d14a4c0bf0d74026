import type { Group } from "../facts/groups.ts";
import type { Loss } from "./losses.ts";

/** Consecutive messages of one publisher that one group did not get. */
export interface Interval {
  readonly publisher: string;
  readonly first: number;
  readonly last: number;
  readonly position: Position;
}

/**
 * Where the missing messages lie beside those that the group got of this publisher. A group that was created too
 * late misses some at the start, one that stopped reading at the end.
 */
type Position = "at the start" | "in the middle" | "at the end" | "all of them";

interface Range {
  first: number;
  last: number;
}

/** Returns the intervals in the order of their sequence numbers. `losses` are those of this group. */
export function intervalsOf(group: Group, losses: readonly Loss[]): readonly Interval[] {
  const received = receivedRanges(group);
  const ordered = losses
    .map(({ message }) => message)
    .toSorted((left, right) => left.sequence - right.sequence);
  const ranges: (Range & { publisher: string })[] = [];
  const open = new Map<string, Range>();
  for (const { publisher, sequence } of ordered) {
    const range = open.get(publisher);
    if (range?.last === sequence - 1) {
      range.last = sequence;
      continue;
    }
    const next = { publisher, first: sequence, last: sequence };
    open.set(publisher, next);
    ranges.push(next);
  }
  return ranges.map((range) => ({
    ...range,
    position: positionOf(range, received.get(range.publisher)),
  }));
}

/** Returns `publisher-0 5–9 (in the middle)`. */
export function intervalText({ publisher, first, last, position }: Interval): string {
  return `${publisher} ${first === last ? first : `${first}–${last}`} (${position})`;
}

/** The first and the last message that the group got of each publisher. */
function receivedRanges({ firstDeliveries }: Group): Map<string, Range> {
  const ranges = new Map<string, Range>();
  for (const { message } of firstDeliveries.values()) {
    if (!message) continue;
    const { publisher, sequence } = message;
    const range = ranges.get(publisher) ?? { first: sequence, last: sequence };
    range.first = Math.min(range.first, sequence);
    range.last = Math.max(range.last, sequence);
    ranges.set(publisher, range);
  }
  return ranges;
}

function positionOf({ first, last }: Range, received: Range | undefined): Position {
  if (!received) return "all of them";
  if (last < received.first) return "at the start";
  return first > received.last ? "at the end" : "in the middle";
}
