/**
 * Must Redis have a message when its publish resolves? That depends on the claims of the bus. Redis executes the XADD of a publish call in time, late
 * or never, and a fault cuts off the publisher, a subscriber, or nothing. For example:
 *
 *     1000   publish of publisher-0/0 is called, and the link of publisher-0 is cut
 *     1020   the publish call resolves
 *     3000   the link is healed; Redis executes XADD of publisher-0/0
 *
 * `false-acknowledgement`, unless the bus claims `confirmsPublish: false` or `durableOutbox`. If Redis never executes
 * it, the message is lost; a bus that claims `confirmsPublish: false` or best effort may lose it. With
 * `confirmsPublish: false` the message is sent when Redis executes the XADD: a subscriber that closes or is cut off
 * within the next 250 ms need not get it, if the bus stores no messages.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import { scriptedCommand, type CommandScript } from "../../run-scripts/command-script.ts";
import {
  drainedAtMs,
  keyOf,
  type RunScript,
  type ScriptedFault,
  type ScriptedMember,
  type ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import {
  deliveriesTo,
  drains,
  eitherWay,
  handledByBoth,
  noDeliveries,
  oneMemberEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const calledMs = 20_000;
const publisher = "publisher-0";

/** The command of the publish call, which resolves 20 ms after it was made. */
const attempts: readonly (Partial<CommandScript> | undefined)[] = [
  undefined,
  { at: calledMs + 4, reply: "100-0" },
  { at: calledMs + 4, error: "OOM" },
  { at: calledMs + 21, reply: "100-0" },
  { at: calledMs + 500, executedAt: null },
  { at: drainedAtMs, reply: "100-0" },
  { at: drainedAtMs + 1, reply: "100-0" },
];

const limits = { healAt: calledMs + 300, evidence: "seen" } as const;
const faults: readonly (ScriptedFault | undefined)[] = [
  undefined,
  { name: "cut publisher-0", at: calledMs, roles: [publisher], ...limits },
  { name: "cut publisher-0 early", at: calledMs - 5000, roles: [publisher], healAt: 16_000 },
  { name: "cut publisher-0 later", at: calledMs + 271, roles: [publisher], ...limits },
  { name: "cut publisher-0 just later", at: calledMs + 270, roles: [publisher], ...limits },
  { name: "cut subscriber-0", at: calledMs, roles: ["subscriber-0"], ...limits },
  { name: "cut subscriber-0 just later", at: calledMs + 271, roles: ["subscriber-0"], ...limits },
  { name: "cut publisher-0 for good", at: calledMs, roles: [publisher], healAt: null },
];

const claims = [
  {},
  { confirmsPublish: false },
  { durableOutbox: true },
  { confirmsPublish: false, durableOutbox: true },
];

/** The subscriber of group `a` stays, or closes 250 ms after the second command was executed. */
const stays: readonly (readonly ScriptedMember[])[] = [
  oneMemberEach,
  [{ group: 0, closedAt: calledMs + 271 }, { group: 1 }],
];

/** The publisher of the other message is connected again; it comes before or after the message in question. */
const otherTimes = [17_000, 25_000];

export const publishClaims: ProofScope = {
  name: "one acknowledged publish call that Redis executes in time, late or never, by every claim",
  size: 16_128,
  *scripts() {
    const buses = product(deliveryGuarantees, claims, stays);
    for (const [[delivery, claim, members], drain] of product([...buses], drains)) {
      for (const [attempt, fault, isHandled, otherMs] of product(
        attempts,
        faults,
        eitherWay,
        otherTimes,
      )) {
        const script = scriptOf({ attempt, isHandled, otherMs });
        const guarantees = { delivery, ...claim };
        yield { ...script, guarantees, members, drain, ...(fault && { fault }) };
      }
    }
  },
};

interface PublishCase {
  readonly attempt: Partial<CommandScript> | undefined;
  readonly isHandled: boolean;
  readonly otherMs: number;
}

function scriptOf({
  attempt,
  isHandled,
  otherMs,
}: PublishCase): Omit<RunScript, "drain" | "guarantees" | "members"> {
  const byGroup = isHandled
    ? [0, 1].map((by) => deliveriesTo(["handled"], calledMs + 600, by))
    : [noDeliveries, noDeliveries];
  const message: ScriptedMessage = {
    at: calledMs,
    tookMs: 20,
    outcome: "acknowledged",
    entries: 0,
    byGroup,
  };
  const others = [handledByBoth(1000), handledByBoth(otherMs)];
  const messages = [message, ...others].toSorted((left, right) => left.at - right.at);
  const number = messages.indexOf(message);
  const append = { process: publisher, command: "XADD", messages: [keyOf(number)] };
  const commands = messages.flatMap((each, at) => {
    if (each === message) return attempt ? [scriptedCommand({ at: 0, ...append, ...attempt })] : [];
    const own = { ...append, messages: [keyOf(at)], occurrence: at + 2 };
    return [scriptedCommand({ ...own, at: each.at, reply: `${200 + at}-0` })];
  });
  return { audit: "none", messages, extraOperations: commands, hasCommands: true };
}
