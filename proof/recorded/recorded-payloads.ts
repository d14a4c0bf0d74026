import type { Operation } from "../../src/history/operation.ts";
import type { MessageKey } from "../../src/history/operations/operation-base.ts";
import { oncePerRun } from "./once-per-run.ts";
import {
  outcomeOf,
  publishOf,
  type DeliverCall,
  type PublishCall,
  type RecordedRun,
} from "./recorded-run.ts";

/** A delivery of a payload that several messages have, with the message for which it counts. */
interface Counted {
  readonly call: DeliverCall;
  readonly key: MessageKey;
}

const isPublish = (each: Operation): each is PublishCall =>
  each.kind === "publish" && each.type === "invoke";
const isDelivery = (each: Operation): each is DeliverCall =>
  each.kind === "deliver" && each.type === "invoke";

/**
 * Returns the run as if the payloads had told the messages apart: each group gets a payload that several messages have as
 * often as it was published, and it does not matter which of them is which. For example, publisher-0/1 equals publisher-0/0:
 *
 *     1000   publisher-0/0 is published, and at 1100 publisher-0/1
 *     1200   group a gets the payload of publisher-0/0: this is publisher-0/0
 *     1300   group a gets the payload of publisher-0/0: this is publisher-0/1
 *     1400   group a gets the payload of publisher-0/0: this is publisher-0/1 again
 */
export const withoutEqualPayloads = oncePerRun((run: RecordedRun): RecordedRun => {
  const repeated = run.operations.filter(isPublish).filter(({ equals }) => equals !== undefined);
  if (repeated.length === 0) return run;
  const counted = new Map<number, MessageKey>();
  for (const first of new Set(repeated.flatMap(({ equals }) => equals ?? []))) {
    const calls = run.operations.filter(isDelivery).filter((call) => mayCount(run, call, first));
    const byGroup = Map.groupBy(calls, ({ subscription }) => groupNameOf(run, subscription));
    for (const own of byGroup.values()) {
      for (const { call, key } of countInTurn(run, own, first)) counted.set(call.index, key);
    }
  }
  const operations = run.operations.map((each): Operation => {
    const message = counted.get(each.index);
    return message === undefined || !isDelivery(each) ? each : { ...each, message };
  });
  return { ...run, operations };
});

function subscriptionOf(run: RecordedRun, subscription: number) {
  const call = run.operations.find(
    (each) => each.kind === "subscribe" && each.subscription === subscription,
  );
  return call?.kind === "subscribe" && call.type === "invoke" ? call : undefined;
}

function groupNameOf(run: RecordedRun, subscription: number): string {
  return subscriptionOf(run, subscription)?.group ?? "";
}

/** Damaged payloads, those of another topic, and those from before the first publish count for no message. */
function mayCount(run: RecordedRun, call: DeliverCall, first: MessageKey): boolean {
  if (call.message !== first || call.damage !== undefined) return false;
  const publish = publishOf(run, first);
  const topic = subscriptionOf(run, call.subscription)?.topic;
  return publish !== undefined && publish.index < call.index && publish.topic === topic;
}

function countInTurn(run: RecordedRun, calls: readonly DeliverCall[], first: MessageKey) {
  const counted: Counted[] = [];
  for (const call of calls) {
    const ranked = candidates(run, call, first).map((key) => {
      const states = counted
        .filter((each) => each.key === key)
        .map((each) => stateOf(run, each.call, call.timeMs));
      if (states.every((state) => state === "failed")) return { key, rank: 0 };
      return { key, rank: states.includes("kept") ? 2 : 1 };
    });
    const best = Math.min(...ranked.map(({ rank }) => rank));
    const chosen = best < 2 ? ranked.find(({ rank }) => rank === best)?.key : counted.at(-1)?.key;
    if (chosen !== undefined) counted.push({ call, key: chosen });
  }
  return counted;
}

/** The messages with this payload that were published before the delivery; the most certain to exist come first. */
function candidates(run: RecordedRun, call: DeliverCall, first: MessageKey): readonly MessageKey[] {
  const certainty = ["acknowledged", "in doubt", "rejected"];
  return run.operations
    .filter(isPublish)
    .filter(({ message, equals }) => message === first || equals === first)
    .filter(({ index }) => index < call.index)
    .map(({ message }) => message)
    .toSorted(
      (left, right) =>
        certainty.indexOf(outcomeOf(run, left)) - certainty.indexOf(outcomeOf(run, right)),
    );
}

/** Whether a delivery had failed by then, never ended, or keeps its message. */
function stateOf(run: RecordedRun, { delivery }: DeliverCall, byMs: number) {
  const end = run.operations.find(
    (each) => each.kind === "deliver" && each.type !== "invoke" && each.delivery === delivery,
  );
  if (!end) return "open";
  return end.type === "fail" && end.timeMs <= byMs ? "failed" : "kept";
}
