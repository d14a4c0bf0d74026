import type { HistoryHeader } from "../../src/history/history-header.ts";
import type { Operation } from "../../src/history/operation.ts";
import type { MessageKey } from "../../src/history/operations/operation-base.ts";
import { oncePerRun } from "./once-per-run.ts";

/** A history as it was recorded: calls are not paired and messages are not looked up. */
export interface RecordedRun {
  readonly header: HistoryHeader;
  readonly operations: readonly Operation[];
  readonly torn?: boolean;
}

export type Call<Kind extends Operation["kind"], Type extends Operation["type"]> = Extract<
  Operation,
  { kind: Kind; type: Type }
>;
export type PublishCall = Call<"publish", "invoke">;
export type DeliverCall = Call<"deliver", "invoke">;
export type SubscribeCall = Call<"subscribe", "invoke">;

export interface GroupName {
  readonly topic: string;
  readonly name: string;
}

const operationsByKind = oncePerRun((run: RecordedRun) =>
  Map.groupBy(judgedOperations(run), (each) => each.kind),
);

/**
 * Returns the operations of one kind, in order. They are sorted by kind once for each run; the oracle
 * searches them again for each question.
 */
export function ofKind<Kind extends Operation["kind"]>(
  run: RecordedRun,
  kind: Kind,
): readonly Extract<Operation, { kind: Kind }>[];
export function ofKind(run: RecordedRun, kind: Operation["kind"]): readonly Operation[] {
  return operationsByKind(run).get(kind) ?? [];
}

/**
 * All operations but those of fresh subscribers, which the harness opened after the drain: what such a role
 * did, noticed and sent is judged by no other question than `rescuesOf`.
 */
function judgedOperations(run: RecordedRun): readonly Operation[] {
  const roles = rescueCalls(run).map(({ process }) => process);
  return roles.length === 0
    ? run.operations
    : run.operations.filter(({ process }) => !roles.includes(process));
}

const rescueCalls = oncePerRun((run: RecordedRun): readonly SubscribeCall[] =>
  run.operations.filter(
    (each): each is SubscribeCall =>
      each.kind === "subscribe" && each.type === "invoke" && each.rescue === true,
  ),
);

/** A fresh subscriber of a group: when it subscribed, and the messages whose handlers finished. */
export function rescueOf(run: RecordedRun, { topic, name }: GroupName) {
  const calls = rescueCalls(run).filter((each) => each.topic === topic && each.group === name);
  if (calls.length === 0) return undefined;
  const numbers = calls.map(({ subscription }) => subscription);
  const handled = run.operations.filter(
    (each): each is DeliverCall =>
      each.kind === "deliver" &&
      each.type === "invoke" &&
      numbers.includes(each.subscription) &&
      each.damage === undefined &&
      (each.neverSucceeds === true ||
        run.operations.some(
          (end) => end.kind === "deliver" && end.type === "ok" && end.delivery === each.delivery,
        )),
  );
  return {
    sinceMs: Math.min(...calls.map(({ timeMs }) => timeMs)),
    got: handled.map(({ message }) => message),
  };
}

export const published = oncePerRun((run: RecordedRun): readonly PublishCall[] =>
  ofKind(run, "publish").filter((each) => each.type === "invoke"),
);

export const delivered = oncePerRun((run: RecordedRun): readonly DeliverCall[] =>
  ofKind(run, "deliver").filter((each) => each.type === "invoke"),
);

export const subscribed = oncePerRun((run: RecordedRun): readonly SubscribeCall[] =>
  ofKind(run, "subscribe").filter((each) => each.type === "invoke"),
);

/** The operations of publishes by their messages, and those of deliveries by messages and by numbers. */
const publishesByMessage = oncePerRun((run: RecordedRun) =>
  Map.groupBy(ofKind(run, "publish"), ({ message }) => message),
);
const deliveriesByMessage = oncePerRun((run: RecordedRun) =>
  Map.groupBy(delivered(run), ({ message }) => message),
);
const deliveriesByNumber = oncePerRun((run: RecordedRun) =>
  Map.groupBy(ofKind(run, "deliver"), ({ delivery }) => delivery),
);

export function drainOf(run: RecordedRun) {
  return ofKind(run, "drain").at(-1);
}

export function publishOf(run: RecordedRun, key: MessageKey): PublishCall | undefined {
  return publishesByMessage(run)
    .get(key)
    ?.find((each) => each.type === "invoke");
}

function recordedEnd(run: RecordedRun, key: MessageKey) {
  return publishesByMessage(run)
    .get(key)
    ?.find((each) => each.type !== "invoke");
}

/**
 * The end of a publish call. A call from before the end of the drain that ends after it has no end: the
 * harness closes the connections then, so the bus did not end the call by itself.
 */
function publishEnd(run: RecordedRun, key: MessageKey) {
  return endsTooLate(run, key) ? undefined : recordedEnd(run, key);
}

/** True if the call was made before the end of the drain and ended after it. */
export function endsTooLate(run: RecordedRun, key: MessageKey): boolean {
  const end = recordedEnd(run, key);
  const drain = drainOf(run);
  const call = publishOf(run, key);
  if (!end || !drain || !call) return false;
  return call.timeMs < drain.timeMs && end.index > drain.index;
}

/** True if the call was made before the end of the drain and had not ended by then. */
export function isStillOpen(run: RecordedRun, call: PublishCall): boolean {
  const drain = drainOf(run);
  if (!drain || call.timeMs >= drain.timeMs) return false;
  return settledAt(run, call.message) === undefined;
}

export function outcomeOf(run: RecordedRun, key: MessageKey) {
  const type = publishEnd(run, key)?.type;
  if (type === "ok") return "acknowledged";
  return type === "fail" ? "rejected" : "in doubt";
}

/** When the publish call ended; `undefined` if it never did. */
export function settledAt(run: RecordedRun, key: MessageKey): number | undefined {
  return publishEnd(run, key)?.timeMs;
}

/** The id that the bus returned when it acknowledged the message. */
export function idOf(run: RecordedRun, key: MessageKey): string | undefined {
  const end = publishEnd(run, key);
  return end && "id" in end ? end.id : undefined;
}

export const groupsOf = oncePerRun((run: RecordedRun): readonly GroupName[] => {
  const groups: GroupName[] = [];
  for (const { topic, group: name } of subscribed(run)) {
    const known = groups.some((each) => each.topic === topic && each.name === name);
    if (!known) groups.push({ topic, name });
  }
  return groups;
});

export function subscriptionsOf(run: RecordedRun, { topic, name }: GroupName) {
  return subscribed(run).filter((each) => each.topic === topic && each.group === name);
}

/** When the subscribe call resolved. */
export function readyAt(run: RecordedRun, { subscription }: SubscribeCall): number {
  const end = ofKind(run, "subscribe").find(
    (each) => each.type === "ok" && each.subscription === subscription,
  );
  return end?.timeMs ?? Infinity;
}

/**
 * Since when the subscription is in force: since the first "ready" of its group between the end of its subscribe call
 * and the call that closes it; without such a record, since its subscribe call resolved.
 */
export function inForceAt(run: RecordedRun, call: SubscribeCall): number {
  const { topic, group, subscription } = call;
  const resolved = ofKind(run, "subscribe").find(
    (each) => each.type === "ok" && each.subscription === subscription,
  );
  if (!resolved) return Infinity;
  const closed = beginOfClose(run, subscription);
  const heard = ofKind(run, "ready").find(
    (each) =>
      each.topic === topic &&
      each.group === group &&
      each.index > resolved.index &&
      each.index < (closed?.index ?? Infinity),
  );
  return (heard ?? resolved).timeMs;
}

export function groupReadyAt(run: RecordedRun, group: GroupName): number {
  return Math.min(...subscriptionsOf(run, group).map((each) => inForceAt(run, each)));
}

/** When a call closed a subscription. The end of its process counts as the begin of a close. */
export function closeAt(run: RecordedRun, subscription: number, type: "invoke" | "ok"): number {
  if (type === "invoke") return beginOfClose(run, subscription)?.timeMs ?? Infinity;
  const close = ofKind(run, "close").find(
    (each) => each.type === type && each.subscription === subscription,
  );
  return close?.timeMs ?? Infinity;
}

function beginOfClose(run: RecordedRun, subscription: number) {
  const call = ofKind(run, "subscribe").find((each) => each.subscription === subscription);
  const closed = ofKind(run, "close").find(
    (each) => each.type === "invoke" && each.subscription === subscription,
  );
  const died = ofKind(run, "process-end").find(
    (each) => each.process === call?.process && each.index > call.index,
  );
  return (closed?.index ?? Infinity) < (died?.index ?? Infinity) ? closed : died;
}

/**
 * When the group left: when its first member began to close, if all members began to close before the
 * drain ended. Otherwise `Infinity`.
 */
export function leftAt(run: RecordedRun, group: GroupName): number {
  const drainedMs = drainOf(run)?.timeMs ?? Infinity;
  const closes = subscriptionsOf(run, group).map((each) =>
    closeAt(run, each.subscription, "invoke"),
  );
  return closes.every((closeMs) => closeMs < drainedMs) ? Math.min(...closes) : Infinity;
}

/** The publish call of a delivered message, if the payload is intact and the call came first. */
export function originOf(run: RecordedRun, delivery: DeliverCall): PublishCall | undefined {
  const { message, damage, index } = delivery;
  if (message === undefined || damage !== undefined) return undefined;
  const origin = publishOf(run, message);
  return origin && origin.index < index ? origin : undefined;
}

/** The deliveries of one message to one group, in order. Messages of other topics have none. */
export function deliveriesOf(run: RecordedRun, group: GroupName, key: MessageKey) {
  const members = subscriptionsOf(run, group).map(({ subscription }) => subscription);
  return (deliveriesByMessage(run).get(key) ?? []).filter(
    (each) => members.includes(each.subscription) && originOf(run, each)?.topic === group.topic,
  );
}

/** How a handler ended. */
export interface Handling {
  readonly outcome: "handled" | "failed" | "unfinished";
  /** `Infinity` for a handler that never returned. */
  readonly endMs: number;
}

export function handlingOf(run: RecordedRun, { delivery }: DeliverCall): Handling {
  const end = deliveriesByNumber(run)
    .get(delivery)
    ?.find((each) => each.type !== "invoke");
  if (!end) return { outcome: "unfinished", endMs: Infinity };
  return { outcome: end.type === "ok" ? "handled" : "failed", endMs: end.timeMs };
}
