import type { OperationDraft } from "../../src/history/operation.ts";
import type { StrayError } from "../../src/history/operations/run-operations.ts";
import { mayLose, isEntitled, mustExist, wasReceived } from "../oracle/oracle-missing.ts";
import { isTouched, faultsOf } from "../recorded/recorded-faults.ts";
import {
  deliveriesOf,
  groupsOf,
  handlingOf,
  leftAt,
  outcomeOf,
  publishOf,
  published,
  subscribed,
  type DeliverCall,
  type GroupName,
  type RecordedRun,
} from "../recorded/recorded-run.ts";
import { closeAt } from "../recorded/recorded-run.ts";
import { withMore, without } from "./run-changes.ts";

/** A change of a run, after which a law says how the result may differ. */
export interface Change {
  readonly name: string;
  apply(run: RecordedRun): RecordedRun;
}

/**
 * Adds a delivery that is explained: again after the handler failed or did not finish, or again after a
 * fault may have cut off the acknowledgement of a handled message.
 */
export function allowedRedeliveries(run: RecordedRun): readonly Change[] {
  const { delivery, deduplicates } = run.header.guarantees;
  if (delivery === "at-most-once" || deduplicates) return [];
  return everyPair(run).flatMap(({ group, key }) => {
    const last = deliveriesOf(run, group, key).at(-1);
    const change = last && redelivery(run, last);
    return change ? [change] : [];
  });
}

function redelivery(run: RecordedRun, last: DeliverCall): Change | undefined {
  const { outcome, endMs } = handlingOf(run, last);
  const at = (outcome === "unfinished" ? last.timeMs : endMs) + 5;
  if (at > closeAt(run, last.subscription, "ok")) return undefined;
  const isUnderFault = faultsOf(run).some(
    (each) =>
      isTouched(each, [last.process]) &&
      each.injectCallMs > last.timeMs - 1000 &&
      each.injectCallMs < at,
  );
  // Recorded commands show that the acknowledgement arrived, so a fault explains nothing.
  if (outcome === "handled" && (!isUnderFault || run.header.hasCommands)) return undefined;
  const type = outcome === "handled" ? "ok" : "fail";
  const again = repeat(last, { at, type, attempt: last.attempt + 1 });
  return { name: `${last.message} again`, apply: (each) => withMore(each, again) };
}

interface RepeatedDelivery {
  readonly at: number;
  readonly type: "ok" | "fail";
  readonly attempt: number;
}

function repeat(delivery: DeliverCall, { at, type, attempt }: RepeatedDelivery) {
  const { process, subscription, topic, id, message } = delivery;
  const number = 10_000 + delivery.delivery;
  const common = { kind: "deliver", process, delivery: number } as const;
  const what = { subscription, topic, id, attempt, ...(message !== undefined && { message }) };
  const invoke: OperationDraft = { ...common, type: "invoke", ...what };
  return [
    { at, draft: invoke },
    { at: at + 1, draft: { ...common, type } satisfies OperationDraft },
  ];
}

/** Removes the only delivery of a message to a group that has a right to it and did not leave. */
export function onlyDeliveries(run: RecordedRun): readonly Change[] {
  const given = new Set(
    run.operations.flatMap((each) => (each.kind === "notice" ? (each.ids ?? []) : [])),
  );
  if (mayLose(run) || given.size > 0) return [];
  if (faultsOf(run).some(({ losesLastMs }) => losesLastMs > 0)) return [];
  return everyPair(run).flatMap(({ group, key }) => {
    const message = publishOf(run, key);
    const [only, ...more] = deliveriesOf(run, group, key);
    if (!message || !only || more.length > 0 || leftAt(run, group) < Infinity) return [];
    if (outcomeOf(run, key) !== "acknowledged" || !isEntitled(run, group, message)) return [];
    const apply = (each: RecordedRun): RecordedRun =>
      without(each, (op) => op.kind === "deliver" && op.delivery === only.delivery);
    return [{ name: `${key} not to ${group.name}`, apply }];
  });
}

/** False if no group received any message. Such a run is `no-evidence`, and any addition may end that. */
export function wasAnythingReceived(run: RecordedRun): boolean {
  return groupsOf(run).some((group) =>
    published(run).some((message) => wasReceived(run, group, message)),
  );
}

function everyPair(
  run: RecordedRun,
): readonly { readonly group: GroupName; readonly key: string }[] {
  return groupsOf(run).flatMap((group) =>
    published(run).map(({ message: key }) => ({ group, key })),
  );
}

/** Adds a group that joins at once and handles every message that is known to exist, in order. */
export function correctGroup(run: RecordedRun): Change {
  const process = "subscriber-of-c";
  const subscription = 500;
  const common = { process, subscription } as const;
  const who = { topic: "orders", group: "c", consumer: "c-1", from: "new" } as const;
  const owed = published(run).filter(
    (each) =>
      each.topic === "orders" &&
      outcomeOf(run, each.message) !== "rejected" &&
      mustExist(run, each),
  );
  const deliveries = owed.flatMap(({ message, timeMs }, at) => {
    const delivery = 20_000 + at;
    const what = { topic: "orders", id: message, attempt: 1, message };
    const deliver = { kind: "deliver", process, delivery } as const;
    return [
      { at: timeMs + 1, draft: { ...deliver, type: "invoke", subscription, ...what } as const },
      { at: timeMs + 2, draft: { ...deliver, type: "ok" } as const },
    ];
  });
  const more = [
    { at: 0, draft: { ...common, kind: "subscribe", type: "invoke", ...who } as const },
    { at: 1, draft: { ...common, kind: "subscribe", type: "ok" } as const },
    ...deliveries,
  ];
  return { name: "a correct group", apply: (each) => withMore(each, more) };
}

/** Additions that must never improve the verdict. */
export const badEvents: readonly Change[] = [
  { name: "a delivery from another run", apply: (run) => stray(run, { damage: "foreign" }) },
  { name: "a corrupt delivery", apply: (run) => stray(run, { damage: "corrupt" }) },
  {
    name: "a delivery of a message that was never published",
    apply: (run) => stray(run, { message: "unknown/0" }),
  },
  { name: "a message that no group gets", apply: neverDelivered },
  { name: "the history is cut off", apply: (run) => ({ ...run, torn: true }) },
  { name: "a fault whose effect was not seen", apply: withoutEvidence },
  { name: "a call of the bus that failed", apply: strayError({ origin: "call" }) },
  {
    name: "a rejection that was not handled",
    apply: strayError({ origin: "unhandled-rejection" }),
  },
  { name: "an error of unknown origin", apply: strayError({}) },
];

function stray(run: RecordedRun, what: { damage?: "foreign" | "corrupt"; message?: string }) {
  const [first] = subscribed(run);
  if (!first) return run;
  const { process, subscription, topic } = first;
  const common = { kind: "deliver", process, delivery: 30_000 } as const;
  const details = { subscription, topic, id: "1-1", attempt: 1, ...what };
  return withMore(run, [
    { at: 3000, draft: { ...common, type: "invoke", ...details } },
    { at: 3001, draft: { ...common, type: "ok" } },
  ]);
}

function neverDelivered(run: RecordedRun): RecordedRun {
  const common = { kind: "publish", process: "publisher-1", message: "publisher-1/0" } as const;
  const at = 15_000;
  return withMore(run, [
    { at, draft: { ...common, type: "invoke", topic: "orders", intendedMs: at } },
    { at: at + 1, draft: { ...common, type: "ok", id: "9-9" } },
  ]);
}

function withoutEvidence(run: RecordedRun): RecordedRun {
  const evidence = [{ what: "the run id changed", seen: false }];
  const operations = run.operations.map((each) =>
    "evidence" in each ? { ...each, evidence } : each,
  );
  return { ...run, operations };
}

function strayError(rest: Pick<StrayError, "origin">): Change["apply"] {
  const draft = { kind: "stray-error", type: "info", process: "bus", error: "oops" } as const;
  return (run) => withMore(run, [{ at: 4000, draft: { ...draft, ...rest } }]);
}
