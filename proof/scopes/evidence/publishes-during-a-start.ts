/**
 * Which publishes show that a subscriber was starting meanwhile? A publish shows it that overlaps its subscribe call, or
 * the time in which the link holds one of its commands. For example:
 *
 *     1000   subscriber-0 calls subscribe; it resolves at 1200
 *     1300   the link holds a command of subscriber-0
 *     1350   publisher-0/0 is published; acknowledged at 1351
 *     1400   the command goes on
 *
 * A single publish was made during the start. If the scenario requires two, it is `no-evidence`.
 */
import type { ScriptedFault, ScriptedMessage } from "../../run-scripts/run-script.ts";
import { deliveriesTo } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const subscribedMs = 1000;
const heldMs = 1300;
const healedMs = 1400;
/** Before, during and after the call and the hold; the fourth one ends just when the hold begins. */
const times = [990, 999, 1100, 1290, 1298, 1350, 1399, 1400];
const tookMs = [1, 10];
/** The second publish comes before the start, or during the hold. */
const otherTimes = [990, 1350];
/** Each message is handled after all that, so nothing is lost. */
const handledMs = 1500;

const members = [
  { group: 0, subscribedAt: subscribedMs, readyAt: 1200 },
  { group: 1, subscribedAt: subscribedMs, readyAt: 1001 },
] as const;

const place = { connectionName: "reader", command: "SUBSCRIBE", occurrence: 1 } as const;
const strikes = [
  { ...place, act: "stall", position: "before-forwarding" },
  { ...place, act: "stall", position: "before-reply" },
  { ...place, act: "rst", position: "before-forwarding" },
] as const;

function* faults(): Generator<ScriptedFault> {
  const evidences = ["seen", "not seen"] as const;
  for (const [command, evidence, role] of product(strikes, evidences, [
    "subscriber-0",
    "publisher-0",
  ])) {
    yield { at: heldMs - 1, healAt: healedMs, roles: [role], command, evidence };
  }
}

export const publishesDuringAStart: ProofScope = {
  name: "publishes before, during and after a subscribe call and a hold of the subscriber",
  size: 1248,
  *scripts() {
    for (const [fault, needed] of product([undefined, ...faults()], [0, 1, 2])) {
      for (const [at, took, otherMs] of product(times, tookMs, otherTimes)) {
        const messages = [messageOf(at, took), messageOf(otherMs, 1)];
        yield {
          guarantees: { delivery: "at-most-once" },
          minimums: { concurrentWithSubscribe: needed },
          members,
          messages,
          drain: "complete",
          audit: "none",
          ...(fault && { fault }),
        };
      }
    }
  },
};

function messageOf(at: number, took: number): ScriptedMessage {
  const byGroup = [0, 1].map((by) => deliveriesTo(["handled"], handledMs, by));
  return { at, tookMs: took, outcome: "acknowledged", entries: 0, byGroup };
}
