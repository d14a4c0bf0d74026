/**
 * Is a message with which the handler never succeeds missing, and is a dead letter right? For example, with a bus that claims
 * two attempts and dead letters:
 *
 *     1000   publisher-0/0 is acknowledged
 *     1002   the handler of group a throws; at 1102 it throws again
 *     90000  the drain is complete
 *     90001  the auditor reads one dead letter with publisher-0/0, the error and `attempts 2`
 *
 * The message is accounted for: `dead-lettered`, `pass`. With two letters, or none, it is `fail`.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import type { DeadLetter } from "../../../src/history/operations/dead-letters.ts";
import { scriptedCommand } from "../../run-scripts/command-script.ts";
import {
  drainedAtMs,
  entryIdOf,
  keyOf,
  type RunScript,
  type ScriptedDelivery,
  type ScriptedMessage,
  type ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import { deliveriesTo, drains, eitherWay, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publishedMs = 1000;
const error = "no such customer";

/** The calls of the handler of group `a`, in order. */
const courses = [
  [],
  ["failed"],
  ["failed", "failed"],
  ["failed", "failed", "failed"],
  ["failed", "handled"],
  ["unfinished"],
  ["failed", "unfinished"],
] as const;
type Course = (typeof courses)[number];

interface Failing {
  readonly course: Course;
  readonly isHopeless: boolean;
  readonly isPending: boolean;
}

function messageOf({ course, isHopeless, isPending }: Failing): ScriptedMessage {
  const { deliveries } = deliveriesTo(course, publishedMs, 0);
  const marked = deliveries.map((each): ScriptedDelivery => ({
    ...each,
    ...(each.outcome === "failed" && { error }),
    ...(isHopeless && { neverSucceeds: true }),
  }));
  const toA = { deliveries: marked, ...(isPending && { pending: 0 }) };
  const byGroup = [toA, deliveriesTo(["handled"], publishedMs, 1)];
  return { at: publishedMs, outcome: "acknowledged", entries: 1, byGroup };
}

const xack = scriptedCommand({
  at: 1250,
  process: "subscriber-0",
  command: "XACK",
  group: "a",
  ids: [entryIdOf(0)],
  reply: "1",
});
const xadd = scriptedCommand({
  at: publishedMs,
  process: "publisher-0",
  command: "XADD",
  messages: [keyOf(0)],
  reply: entryIdOf(0),
});

export const failingForEver: ProofScope = {
  name: "one message with which the handler never succeeds, or may succeed, and its acknowledgement",
  size: 1008,
  *scripts() {
    for (const [course, isHopeless, isPending, delivery, drain] of product(
      courses,
      eitherWay,
      eitherWay,
      deliveryGuarantees,
      drains,
    )) {
      const messages = [messageOf({ course, isHopeless, isPending })];
      const run = { guarantees: { delivery }, members: oneMemberEach, messages, drain };
      yield run;
      yield { ...run, hasCommands: true, extraOperations: [xadd, xack] };
      yield { ...run, audit: "none" };
      if (!isPending) yield { ...run, drain, rescued: isHopeless ? [] : [0] };
      else yield { ...run, ownIds: true };
    }
  },
};

function letter(fields: readonly string[]): DeadLetter {
  return { id: "1-0", messages: [keyOf(0)], fields };
}

const whole = letter(["error", error, "attempts", "2"]);
/** The dead letters that the auditor reads; `undefined` if it cannot read them. */
const pages: readonly (readonly DeadLetter[] | undefined)[] = [
  [],
  [whole],
  [whole, whole],
  [letter(["error", "something", "attempts", "2"])],
  [letter(["attempts", "2"])],
  [letter(["error", error])],
  [letter(["error", error, "attempts", "1"])],
  [letter(["detail", `{"reason":"${error}","attempts":3}`])],
  [{ ...whole, messages: [] }],
  undefined,
];

function lettersOperation(letters: readonly DeadLetter[] | undefined): ScriptedOperation {
  const place = { process: "auditor", topic: "orders", key: "dead:orders" } as const;
  const common = { kind: "dead-letters", ...place } as const;
  const at = drainedAtMs + 1;
  if (letters) return { at, draft: { ...common, type: "ok", letters } };
  return { at, draft: { ...common, type: "info", error: "timed out" } };
}

const ended: ScriptedOperation = {
  at: 1060,
  draft: {
    kind: "process-end",
    type: "info",
    process: "subscriber-0",
    how: "SIGKILL",
    by: "harness",
  },
};

/** The claims of the bus. A bus that claims two attempts must make exactly two. */
const claims: readonly RunScript["guarantees"][] = [
  { retries: { maxAttempts: 2 }, deadLetters: true },
  { retries: { maxAttempts: 2 }, deadLetters: true, delivery: "at-most-once" },
  { retries: { maxAttempts: 2 } },
  {},
];

export const deadLetters: ProofScope = {
  name: "one message whose handler fails, and the dead letters that the auditor reads",
  size: 6720,
  *scripts() {
    for (const [course, isHopeless, isPending, letters, guarantees, disturbances, drain] of product(
      courses,
      eitherWay,
      eitherWay,
      pages,
      claims,
      [[], [ended]],
      drains,
    )) {
      const messages = [messageOf({ course, isHopeless, isPending })];
      const extraOperations = [...disturbances, lettersOperation(letters)];
      yield { guarantees, members: oneMemberEach, messages, drain, extraOperations };
    }
  },
};

/** As above, for two groups that both fail, for the acknowledgement of a dead letter, and without an audit. */
export const deadLettersOfGroups: ProofScope = {
  name: "one message whose handlers fail in both groups, and the dead letters that the auditor reads",
  size: 1260,
  *scripts() {
    const [guarantees = {}] = claims;
    for (const [first, second, letters, isPending] of product(courses, courses, pages, eitherWay)) {
      const isHopeless = true;
      const { byGroup, ...message } = messageOf({ course: first, isHopeless, isPending });
      const [toA] = byGroup;
      const toB = messageOf({ course: second, isHopeless, isPending: false }).byGroup[0];
      if (!toA || !toB) continue;
      const ofB = toB.deliveries.map((each) => ({ ...each, by: 1 }));
      const messages = [{ ...message, byGroup: [toA, { deliveries: ofB }] }];
      const extraOperations = [lettersOperation(letters)];
      const run = { guarantees, members: oneMemberEach, messages, extraOperations } as const;
      yield { ...run, drain: "complete" };
    }
    for (const [course, letters, isHopeless] of product(courses, pages, eitherWay)) {
      const messages = [messageOf({ course, isHopeless, isPending: false })];
      const extraOperations = [xadd, xack, lettersOperation(letters)];
      const run = { guarantees, members: oneMemberEach, messages, hasCommands: true } as const;
      yield { ...run, extraOperations, drain: "complete" };
      yield { ...run, extraOperations, drain: "complete", audit: "none" };
    }
  },
};
