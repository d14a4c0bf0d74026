/**
 * Asks how the judge decides about a message that a group had not handled when the drain ended, if the harness
 * then opened a fresh subscriber in the group. For example:
 *
 *     1000   publisher-0/0 is acknowledged; group a never gets it
 *     90000  the drain is stalled
 *     90010  rescue-0 subscribes in group a, and handles publisher-0/0 at 90015
 *
 * `stranded` instead of `lost`, because the bus still had the message. Both fail.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import { scriptedCommand } from "../../run-scripts/command-script.ts";
import {
  drainedAtMs,
  entryIdOf,
  keyOf,
  type ScriptedMessage,
  type ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import {
  deliveriesTo,
  drains,
  handledByBoth,
  noDeliveries,
  oneMemberEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const joinedAtMs = drainedAtMs + 10;

export const strandedMessages: ProofScope = {
  name: "one message that was not handled when the drain ended, and a fresh subscriber of its group",
  size: 7776,
  *scripts() {
    const outcomes = ["acknowledged", "in doubt", "unsettled"] as const;
    const ownDeliveries = [undefined, -5, 0, 5] as const;
    const claims = [0, 60_000, 60_001] as const;
    for (const [delivery, drain, outcome] of product(deliveryGuarantees, drains, outcomes)) {
      for (const [got, own, redeliversWithinMs] of product(rescues, ownDeliveries, claims)) {
        for (const [entries, fault] of product([0, 1], faults)) {
          const first = own === undefined ? noDeliveries : handledAt(joinedAtMs + own);
          const byGroup = [first, deliveriesTo(["handled"], 29_999, 1)];
          const message: ScriptedMessage = { at: 29_999, outcome, entries, byGroup };
          const guarantees = { delivery, redeliversWithinMs };
          const script = { guarantees, members: oneMemberEach, drain, ...fault };
          const extraOperations = [...freshSubscriber(got)];
          yield { ...script, messages: [message, handledByBoth(2000)], extraOperations };
        }
      }
    }
  },
};

const cut = { name: "cut subscriber-0", at: 20_000, roles: ["subscriber-0"] };
const faults = [{}, { fault: { ...cut, healAt: 30_500 } }] as const;

/** How the handler of the fresh subscriber ends; `absent` for a run without one. */
const rescues = [
  "absent",
  "nothing",
  "handled",
  "failed",
  "unfinished",
  "another message",
] as const;

function handledAt(at: number) {
  return { deliveries: [{ at, outcome: "handled", by: 0 }] } as const;
}

/** Returns the operations of a fresh subscriber of group `a`: it subscribes, gets a message and sends XACK. */
function* freshSubscriber(got: (typeof rescues)[number]): Generator<ScriptedOperation> {
  if (got === "absent") return;
  const number = got === "another message" ? 1 : 0;
  const common = { process: "rescue-0", subscription: 90 } as const;
  const wanted = { topic: "orders", group: "a", consumer: "fresh", from: "new" } as const;
  const subscribe = { ...common, kind: "subscribe" } as const;
  yield { at: joinedAtMs, draft: { ...subscribe, type: "invoke", ...wanted, rescue: true } };
  yield { at: joinedAtMs + 1, draft: { ...subscribe, type: "ok" } };
  if (got === "nothing") return;
  const delivery = { kind: "deliver", process: "rescue-0", delivery: 900 } as const;
  const what = { subscription: 90, id: entryIdOf(number), topic: "orders", attempt: 2 };
  const begin = { ...delivery, type: "invoke", message: keyOf(number), ...what } as const;
  yield { at: joinedAtMs + 5, draft: begin };
  if (got === "unfinished") return;
  const type = got === "failed" ? "fail" : "ok";
  yield { at: joinedAtMs + 6, draft: { ...delivery, type } };
  const acknowledge = { command: "XACK", group: "a", ids: [entryIdOf(number)], reply: "1" };
  yield scriptedCommand({ at: joinedAtMs + 7, process: "rescue-0", ...acknowledge });
}
