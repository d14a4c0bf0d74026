import type { Group } from "../facts/groups.ts";
import type { Loss } from "./losses.ts";

/** Consecutive messages of one publisher that one group did not get. */
export interface Interval {
  readonly publisher: string;
  readonly first: number;
  readonly last: number;
  /**
   * Beside what the group did get of that publisher: a `prefix` was missed at the start, a `suffix`
   * means that it stopped hearing, what is in the `middle` was passed over.
   */
  readonly position: "prefix" | "middle" | "suffix" | "everything";
}

interface Range {
  first: number;
  last: number;
}

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
    position: place(range, received.get(range.publisher)),
  }));
}

export function intervalText({ publisher, first, last, position }: Interval): string {
  return `${publisher} ${first === last ? first : `${first}–${last}`} (${position})`;
}

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

function place({ first, last }: Range, received: Range | undefined): Interval["position"] {
  if (!received) return "everything";
  if (last < received.first) return "prefix";
  return first > received.last ? "suffix" : "middle";
}
