/**
 * When does the loss window of an at-most-once bus end? With the first message that a group gets after
 * the heal, 30 s after the heal, or 1 s after its bus says `connected`. For example:
 *
 *     20000  the connections of subscriber-0 are cut, and its bus says `disconnected`
 *     30000  the fault is healed
 *     30100  the bus says `connected`
 *     31101  publisher-0/1 is published, and group a does not get it
 *
 * `lost`: the bus said that it was connected. A message of 31100 may be missing.
 */
import {
  type ScriptedFault,
  type ScriptedMessage,
  type ScriptedNotice,
} from "../../run-scripts/run-script.ts";
import { deliveriesTo, handledByBoth, noDeliveries } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const injectedMs = 20_000;
const healedMs = 30_000;
const fault: ScriptedFault = { at: injectedMs, healAt: healedMs, roles: ["subscriber-0"] };
const allowanceMs = 1000;

/** The notices of one role; each time is that of a notice. */
function noticesAt(by: string, ...notices: readonly (readonly [at: number, kind: Kind])[]) {
  return notices.map(([at, notice]): ScriptedNotice => ({ at, by, notice }));
}

type Kind = "connected" | "disconnected";
const lost = [injectedMs + 1, "disconnected"] as const;

const stories: readonly (readonly (readonly [number, Kind])[])[] = [
  [],
  [lost],
  [[injectedMs - 1, "connected"]],
  [[injectedMs, "connected"]],
  [lost, [injectedMs + 5, "connected"]],
  [lost, [healedMs, "connected"]],
  [lost, [healedMs + 100, "connected"]],
  [lost, lost, [healedMs + 100, "connected"]],
  [lost, lost, [healedMs + 50, "connected"], [healedMs + 100, "connected"]],
  [lost, [healedMs + 100, "connected"], [healedMs + 1100, "disconnected"]],
  [lost, [healedMs + 100, "connected"], [healedMs + 1101, "disconnected"]],
  [
    lost,
    [healedMs + 100, "connected"],
    [healedMs + 300, "disconnected"],
    [healedMs + 900, "connected"],
  ],
];

/** When the missing message is published, counted from the heal. */
const publishedAfterHealMs = [0, 100, 900].flatMap((claimedMs) =>
  [0, 1].map((offMs) => claimedMs + allowanceMs + offMs),
);

export const claimsToBeConnected: ProofScope = {
  name: "a message that a group misses after its bus said that it is connected again, or did not",
  size: 864,
  *scripts() {
    const members = [{ group: 0 }, { group: 1 }];
    const shared = [...members, { group: 0 }];
    for (const [story, afterHealMs, isShared] of product(stories, publishedAfterHealMs, [
      false,
      true,
    ])) {
      for (const [second, delivery, gotMs] of product(
        [[], [[healedMs + 200, "connected"]]] as const,
        ["at-most-once", "best-effort"] as const,
        [undefined, healedMs + 500],
      )) {
        if (!isShared && second.length > 0) continue;
        const missed = missedAt(healedMs + afterHealMs);
        const got = gotMs === undefined ? [] : [handledByBoth(gotMs)];
        const messages = [handledByBoth(1000), ...got, missed, handledByBoth(70_000)];
        yield {
          guarantees: { delivery },
          members: isShared ? shared : members,
          fault: isShared ? { ...fault, roles: ["subscriber-0", "subscriber-2"] } : fault,
          messages,
          drain: "complete",
          notices: [
            ...noticesAt("subscriber-0", ...story),
            ...noticesAt("subscriber-2", ...second),
          ],
        };
      }
    }
  },
};

/** A message that only the second group gets. */
function missedAt(at: number): ScriptedMessage {
  const byGroup = [noDeliveries, deliveriesTo(["handled"], at, 1)];
  return { at, outcome: "acknowledged", entries: 1, byGroup };
}
