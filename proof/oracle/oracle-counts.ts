import type { Counts } from "../../src/judging/figures/metrics.ts";
import {
  deliveriesOf,
  delivered,
  groupsOf,
  originOf,
  outcomeOf,
  published,
  subscribed,
  type DeliverCall,
  type PublishCall,
  type RecordedRun,
} from "../recorded/recorded-run.ts";
import type { Duplicate } from "./oracle-duplicates.ts";
import { isFirstAttempt } from "./oracle-first-attempts.ts";
import { missing, wasReceived, type Missing } from "./oracle-missing.ts";

/** A message and a group, with how the message is missing for it; `undefined` if it is not missing. */
export interface Missed {
  readonly key: string;
  readonly isCanary: boolean;
  readonly what: Missing | undefined;
}

export function missedOf(run: RecordedRun): readonly Missed[] {
  return groupsOf(run).flatMap((group) =>
    published(run).map((each) => ({
      key: each.message,
      isCanary: each.canary === true,
      what: missing(run, group, each),
    })),
  );
}

/** The counts of a report, each counted on its own. */
export function countsOf(
  run: RecordedRun,
  missed: readonly Missed[],
  duplicates: readonly Duplicate[],
): Counts {
  const load = loadOf(run);
  const outcomes = load.map(({ message }) => outcomeOf(run, message));
  const settledAs = (wanted: string): number =>
    outcomes.filter((outcome) => outcome === wanted).length;
  const missedAs = (wanted: string): number =>
    missed.filter(({ what, isCanary }) => !isCanary && what?.startsWith(wanted)).length;
  const pairsOf = (some: readonly Duplicate[]): number =>
    new Set(
      some
        .filter(({ message }) => load.some((each) => each.message === message))
        .map(({ group, message }) => `${group.topic} ${group.name} ${message}`),
    ).size;
  return {
    published: outcomes.length,
    acknowledged: settledAs("acknowledged"),
    rejected: settledAs("rejected"),
    inDoubt: settledAs("in doubt"),
    recoveredInDoubt: deliveredInDoubt(run).length,
    delivered: receivedPairs(run).length,
    lost: missedAs("lost"),
    stranded: missedAs("stranded"),
    lostAllowed: missedAs("lost, allowed"),
    dropped: missedAs("dropped"),
    late: missedAs("late"),
    duplicates: pairsOf(duplicates),
    duplicatesAllowed: pairsOf(duplicates.filter((each) => !isPairForbidden(duplicates, each))),
    unexplainedDuplicates: pairsOf(duplicates.filter(({ isExplained }) => !isExplained)),
    unexpected: straysOf(run, "unexpected").length + straysOf(run, "misrouted").length,
    corrupt: straysOf(run, "corrupt").length,
    reordered: reordered(run).length,
    canaries: published(run).length - load.length,
  };
}

/** Messages that are in doubt for their publisher although a group got them. */
function deliveredInDoubt(run: RecordedRun): readonly unknown[] {
  return loadOf(run).filter(
    ({ message }) =>
      outcomeOf(run, message) === "in doubt" &&
      groupsOf(run).some((group) => deliveriesOf(run, group, message).length > 0),
  );
}

function receivedPairs(run: RecordedRun): readonly unknown[] {
  return groupsOf(run).flatMap((group) =>
    loadOf(run).filter((each) => wasReceived(run, group, each)),
  );
}

/** True if any second delivery of the same message to the same group is forbidden. */
function isPairForbidden(duplicates: readonly Duplicate[], { message, group }: Duplicate): boolean {
  return duplicates.some(
    (each) =>
      each.isForbidden &&
      each.message === message &&
      each.group.topic === group.topic &&
      each.group.name === group.name,
  );
}

/** The messages of the load. The harness publishes canaries besides. */
function loadOf(run: RecordedRun): readonly PublishCall[] {
  return published(run).filter(({ canary }) => canary !== true);
}

/** Deliveries that are wrong in themselves: `corrupt`, `unexpected` or `misrouted`. */
export function straysOf(run: RecordedRun, wanted: string): readonly string[] {
  return delivered(run)
    .filter((each) => strayKind(run, each) === wanted)
    .map(({ message, id }) => message ?? id);
}

function strayKind(run: RecordedRun, delivery: DeliverCall): string {
  if (delivery.damage === "corrupt") return "corrupt";
  const origin = originOf(run, delivery);
  if (!origin) return "unexpected";
  const asked = subscribed(run).find(({ subscription }) => subscription === delivery.subscription);
  const isRight = origin.topic === asked?.topic && delivery.topic === asked.topic;
  return isRight ? "right" : "misrouted";
}

/**
 * First deliveries that come after a later message of the same publisher, in the same subscription.
 * Only acknowledged messages and first attempts count.
 */
export function reordered(run: RecordedRun): readonly string[] {
  return groupsOf(run).flatMap((group) => {
    const firsts = published(run).flatMap(({ message }) => {
      const [first] = deliveriesOf(run, group, message);
      if (!first || outcomeOf(run, message) !== "acknowledged") return [];
      return isFirstAttempt(run, group, first) ? [{ first, ...parts(message) }] : [];
    });
    const overtaken = firsts.filter(({ first, publisher, sequence }) =>
      firsts.some(
        (other) =>
          other.publisher === publisher &&
          other.sequence > sequence &&
          other.first.subscription === first.subscription &&
          other.first.index < first.index,
      ),
    );
    return overtaken.map(({ first }) => first.message ?? "");
  });
}

function parts(key: string): { readonly publisher: string; readonly sequence: number } {
  const [publisher = "", sequence] = key.split("/");
  return { publisher, sequence: Number(sequence) };
}
