import type { RunScript, ScriptedMessage } from "../../run-scripts/run-script.ts";
import {
  claims,
  deliveryGuarantees,
  drains,
  deliveriesTo,
  oneEach,
  type HandlerOutcome,
} from "../../run-scripts/script-parts.ts";
import { multisets, product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

/**
 * Messages are interchangeable without a fault and without an order, and so are the groups: of
 * histories that differ only in which is which, one is told.
 */
export const twoMessagesWithoutFault: ProofScope = {
  name: "up to two messages, every fate in two groups, no fault",
  size: 111_696,
  *scripts() {
    const kinds = [
      ...unstoredKinds(everyOutcome, everyFate),
      ...storedKinds(everyOutcome, everyFate),
    ];
    for (const count of [0, 1, 2]) yield* tellAll(kinds, count);
  },
};

export const threeMessagesWithoutFault: ProofScope = {
  name: "three messages, the main byGroup in two groups, no fault",
  size: 50_289,
  *scripts() {
    const kinds = [
      ...storedKinds(["acknowledged"], ["none", "handled", "twice"]),
      ...unstoredKinds(["in doubt"], ["none", "handled", "twice"]),
      ...unstoredKinds(["rejected"], ["none", "handled"]),
    ];
    yield* tellAll(kinds, 3);
  },
};

const outcomesOf = {
  none: [],
  handled: ["handled"],
  failed: ["failed"],
  twice: ["handled", "handled"],
  retried: ["failed", "handled"],
} as const satisfies Record<string, readonly HandlerOutcome[]>;
type FateName = keyof typeof outcomesOf;

const everyOutcome = ["acknowledged", "rejected", "in doubt"] as const;
const everyFate = Object.keys(outcomesOf) as FateName[];

interface FateKind {
  readonly order: number;
  readonly outcomes: readonly HandlerOutcome[];
  readonly isPending: boolean;
}

/** One message, without its number and its time. */
interface MessageKind {
  readonly outcome: ScriptedMessage["outcome"];
  readonly entries: number;
  readonly byGroup: readonly [FateKind, FateKind];
}

type Outcomes = readonly ScriptedMessage["outcome"][];

function unstoredKinds(outcomes: Outcomes, names: readonly FateName[]): readonly MessageKind[] {
  const byGroup = names.map((name, order) => fateKind(name, { order, isPending: false }));
  return messageKinds(outcomes, byGroup, 0);
}

/** What is stored may be pending for a group: unread by its handler, or handled already. */
function storedKinds(outcomes: Outcomes, names: readonly FateName[]): readonly MessageKind[] {
  const byGroup = names.map((name, order) => fateKind(name, { order, isPending: false }));
  const pending = (["none", "handled"] as const).map((name, at) =>
    fateKind(name, { order: names.length + at, isPending: true }),
  );
  return messageKinds(outcomes, [...byGroup, ...pending], 1);
}

function fateKind(name: FateName, rest: Omit<FateKind, "outcomes">): FateKind {
  return { outcomes: outcomesOf[name], ...rest };
}

function messageKinds(outcomes: Outcomes, byGroup: readonly FateKind[], entries: number) {
  return [...product(outcomes, byGroup, byGroup)].map(([outcome, a, b]): MessageKind => ({
    outcome,
    entries,
    byGroup: [a, b],
  }));
}

function* tellAll(kinds: readonly MessageKind[], count: number): Generator<RunScript> {
  for (const chosen of multisets(kinds, count)) {
    if (!isFirstOfItsMirrors(chosen)) continue;
    const messages = chosen.map(tell);
    for (const [delivery, drain, deduplicates] of product(deliveryGuarantees, drains, claims)) {
      // At most once, a second delivery is wrong whatever else is claimed.
      if (deduplicates && (delivery === "at-most-once" || !chosen.some(comesTwice))) continue;
      yield { guarantees: { delivery, deduplicates }, members: oneEach, drain, messages };
    }
  }
}

function isFirstOfItsMirrors(kinds: readonly MessageKind[]): boolean {
  const differences = kinds.map(({ byGroup: [a, b] }) => a.order - b.order);
  return (differences.find((each) => each !== 0) ?? 0) <= 0;
}

function comesTwice({ byGroup }: MessageKind): boolean {
  return byGroup.some(({ outcomes }) => outcomes.length > 1);
}

function tell({ outcome, entries, byGroup }: MessageKind, number: number): ScriptedMessage {
  const at = 1000 * (number + 1);
  const told = byGroup.map(({ outcomes, isPending }, by) => ({
    ...deliveriesTo(outcomes, at, by),
    ...(isPending && { pending: 0 }),
  }));
  return { at, outcome, entries, byGroup: told };
}
