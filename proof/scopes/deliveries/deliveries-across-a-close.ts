/**
 * A subscription closes between two deliveries of a message. Can a harness that stood still be the reason? For example:
 *
 *     2002   subscriber-0 handles publisher-0/0
 *     2500   subscriber-0 closes its subscription; subscriber-2 of the same group goes on
 *     3002   subscriber-2 handles publisher-0/0 again
 *     89998  the harness had stood still for 501 ms at most
 *
 * A `duplicate`, `unknown`: the bus may have given up its acknowledgement at the close. With 500 ms it is `fail`.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import { scriptedCommand } from "../../run-scripts/command-script.ts";
import {
  drainedAtMs,
  keyOf,
  type ScriptedFault,
  type ScriptedMember,
  type ScriptedMessage,
  type ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import { deliveriesTo, eitherWay, standstill } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const firstMs = 2002;
const secondMs = 3002;
const closes = [firstMs - 1, firstMs, 2500, secondMs, secondMs + 1, undefined];
const delays = [0, 500, 501];
const healed: ScriptedFault = { at: 40_000, healAt: 50_000, roles: ["publisher-0"] };
/** Before and after the heal, if there is a fault. */
const sampledAt = [45_000, drainedAtMs - 2];
/** The other message: handled once, again by the same subscriber, or again across the close too. */
const others = ["once", "same", "across"] as const;
/** The second delivery as the recorded commands show it. */
const shown = ["nothing", "no acknowledgement", "acknowledged before"] as const;

export const deliveriesAcrossAClose: ProofScope = {
  name: "two messages, delivered twice around the close of a subscription, while the harness stands still",
  size: 7776,
  *scripts() {
    for (const [delivery, deduplicates, closedAt, eventLoopDelayMs] of product(
      deliveryGuarantees,
      eitherWay,
      closes,
      delays,
    )) {
      for (const [fault, at, other, commands] of product(
        [undefined, healed],
        sampledAt,
        others,
        shown,
      )) {
        for (const audit of ["sound", "none"] as const) {
          yield {
            guarantees: { delivery, deduplicates },
            members: membersOf(closedAt),
            messages: [twice(1000, 0, 2), otherMessage(other)],
            ...(fault && { fault }),
            audit,
            drain: "complete",
            ...(commands !== "nothing" && { hasCommands: true }),
            extraOperations: [...commandsFor(commands), standstill(at, eventLoopDelayMs)],
          };
        }
      }
    }
  },
};

function membersOf(closedAt: number | undefined): readonly ScriptedMember[] {
  return [{ group: 0, ...(closedAt !== undefined && { closedAt }) }, { group: 1 }, { group: 0 }];
}

function twice(at: number, first: number, second: number): ScriptedMessage {
  const deliveries = [
    { at: firstMs, outcome: "handled", by: first },
    { at: secondMs, outcome: "handled", by: second },
  ] as const;
  return message(at, deliveries);
}

function otherMessage(other: (typeof others)[number]): ScriptedMessage {
  if (other === "across") return twice(1001, 0, 2);
  if (other === "same") return twice(1001, 2, 2);
  return message(1001, [{ at: firstMs, outcome: "handled", by: 2 }]);
}

function message(
  at: number,
  deliveries: ScriptedMessage["byGroup"][number]["deliveries"],
): ScriptedMessage {
  const byGroup = [{ deliveries }, deliveriesTo(["handled"], at, 1)];
  return { at, outcome: "acknowledged", entries: 1, byGroup };
}

/** The reads of both deliveries of the first message, and perhaps the XACK between them. */
function commandsFor(what: (typeof shown)[number]): readonly ScriptedOperation[] {
  if (what === "nothing") return [];
  const read = { group: "a", command: "XREADGROUP", returned: [keyOf(0)] };
  const first = { ...read, process: "subscriber-0", at: firstMs - 2 };
  const second = { ...read, process: "subscriber-2", at: secondMs - 2 };
  const acknowledge = { process: "subscriber-0", group: "a", command: "XACK", ids: ["100-0"] };
  return [
    scriptedCommand(first),
    scriptedCommand(second),
    ...(what === "acknowledged before"
      ? [scriptedCommand({ ...acknowledge, at: 2400, reply: "1" })]
      : []),
  ];
}
