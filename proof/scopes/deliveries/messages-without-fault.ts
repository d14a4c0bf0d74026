/**
 * Which messages are lost, late, duplicate or unacknowledged if nothing disturbs the run? Up to three
 * messages, and for each group: never delivered, handled, failed, handled twice, or failed and then
 * handled. For example:
 *
 *     1000   publisher-0/0 is acknowledged
 *     1002   group a handles it
 *     1102   group a handles it again; group b never gets it
 *     90000  the drain is complete
 *
 * With at-least-once: `lost` (group b) and an unexplained `duplicate` (group a), both `fail`.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import type { RunScript, ScriptedMessage } from "../../run-scripts/run-script.ts";
import {
  deliveriesTo,
  drains,
  eitherWay,
  oneMemberEach,
  type HandlerOutcome,
} from "../../run-scripts/script-parts.ts";
import { multisets, product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

/**
 * Without a fault and without a claim to keep the order, the two groups can be swapped, and the
 * messages too, without a change of the result. Only one of such equal runs is enumerated.
 */
export const twoMessagesWithoutFault: ProofScope = {
  name: "up to two messages without a fault, everything that two groups can get of them",
  size: 183_204,
  *scripts() {
    const kinds = [
      ...unstoredKinds(everyOutcome, everyCourse),
      ...storedKinds(everyOutcome, everyCourse),
    ];
    for (const count of [0, 1, 2]) yield* everyRun(kinds, count);
  },
};

export const threeMessagesWithoutFault: ProofScope = {
  name: "three messages without a fault, the main things that two groups can get of them",
  size: 82_197,
  *scripts() {
    const kinds = [
      ...storedKinds(["acknowledged"], ["none", "handled", "twice"]),
      ...unstoredKinds(["in doubt"], ["none", "handled", "twice"]),
      ...unstoredKinds(["rejected"], ["none", "handled"]),
    ];
    yield* everyRun(kinds, 3);
  },
};

/** How the deliveries of one message to one group end, in order. */
const outcomesOf = {
  none: [],
  handled: ["handled"],
  failed: ["failed"],
  twice: ["handled", "handled"],
  retried: ["failed", "handled"],
} as const satisfies Record<string, readonly HandlerOutcome[]>;
type CourseName = keyof typeof outcomesOf;

const everyOutcome = ["acknowledged", "rejected", "in doubt"] as const;
const everyCourse = Object.keys(outcomesOf) as CourseName[];

/** The deliveries of one message to one group, without their times. */
interface GroupKind {
  readonly order: number;
  readonly outcomes: readonly HandlerOutcome[];
  readonly isPending: boolean;
}

/** A message without its number and its time. */
interface MessageKind {
  readonly outcome: ScriptedMessage["outcome"];
  readonly entries: number;
  readonly byGroup: readonly [GroupKind, GroupKind];
}

type Outcomes = readonly ScriptedMessage["outcome"][];

function unstoredKinds(outcomes: Outcomes, names: readonly CourseName[]): readonly MessageKind[] {
  const groups = names.map((name, order) => groupKind(name, { order, isPending: false }));
  return messageKinds(outcomes, groups, 0);
}

/** A stored message can be pending for a group that never handled it, or that handled it. */
function storedKinds(outcomes: Outcomes, names: readonly CourseName[]): readonly MessageKind[] {
  const groups = names.map((name, order) => groupKind(name, { order, isPending: false }));
  const pending = (["none", "handled"] as const).map((name, at) =>
    groupKind(name, { order: names.length + at, isPending: true }),
  );
  return messageKinds(outcomes, [...groups, ...pending], 1);
}

function groupKind(name: CourseName, rest: Omit<GroupKind, "outcomes">): GroupKind {
  return { outcomes: outcomesOf[name], ...rest };
}

function messageKinds(outcomes: Outcomes, groups: readonly GroupKind[], entries: number) {
  return [...product(outcomes, groups, groups)].map(([outcome, a, b]): MessageKind => ({
    outcome,
    entries,
    byGroup: [a, b],
  }));
}

function* everyRun(kinds: readonly MessageKind[], count: number): Generator<RunScript> {
  for (const chosen of multisets(kinds, count)) {
    if (!isFirstOfMirrorImages(chosen)) continue;
    const messages = chosen.map(messageOf);
    for (const [delivery, drain, deduplicates] of product(deliveryGuarantees, drains, eitherWay)) {
      // With at-most-once every second delivery is wrong, so the claim makes no difference.
      const makesNoDifference = delivery === "at-most-once" || !chosen.some(isDeliveredTwice);
      if (deduplicates && makesNoDifference) continue;
      yield { guarantees: { delivery, deduplicates }, members: oneMemberEach, drain, messages };
    }
  }
}

/** True for one of the two runs that differ only in which group is `a`. */
function isFirstOfMirrorImages(kinds: readonly MessageKind[]): boolean {
  const differences = kinds.map(({ byGroup: [a, b] }) => a.order - b.order);
  return (differences.find((each) => each !== 0) ?? 0) <= 0;
}

function isDeliveredTwice({ byGroup }: MessageKind): boolean {
  return byGroup.some(({ outcomes }) => outcomes.length > 1);
}

function messageOf({ outcome, entries, byGroup }: MessageKind, number: number): ScriptedMessage {
  const at = 1000 * (number + 1);
  const groups = byGroup.map(({ outcomes, isPending }, by) => ({
    ...deliveriesTo(outcomes, at, by),
    ...(isPending && { pending: 0 }),
  }));
  return { at, outcome, entries, byGroup: groups };
}
