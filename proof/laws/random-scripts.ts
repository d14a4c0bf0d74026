import * as fc from "fast-check";

import type { Drain } from "../../src/history/operations/run-operations.ts";
import { commandsOfScript, type CommandFlaws } from "../run-scripts/commands-of-script.ts";
import type {
  GroupDeliveries,
  ScriptedMember,
  RunScript,
  ScriptedDelivery,
  ScriptedFault,
  ScriptedMessage,
  ScriptedNotice,
} from "../run-scripts/run-script.ts";
import { randomSamples } from "./random-samples.ts";
import { standingStill } from "./standing-still.ts";

/**
 * Random runs of up to twelve messages. Anything may go wrong, but most of it goes right. Half of the
 * runs also have the commands of a bus that appends and acknowledges, with at most two flaws.
 */
export function anyScripts(): fc.Arbitrary<RunScript> {
  return fc
    .tuple(scriptsWithoutCommands(), fc.option(commandFlaws(), { freq: 2 }))
    .map(([script, flaws]) => {
      if (!flaws) return script;
      const seen = [...(script.extraOperations ?? []), ...commandsOfScript(script, flaws)];
      return { ...script, hasCommands: true, extraOperations: seen };
    });
}

function commandFlaws(): fc.Arbitrary<CommandFlaws> {
  return fc.record(
    { unsent: fc.nat({ max: 12 }), early: fc.nat({ max: 12 }) },
    { requiredKeys: [] },
  );
}

/** The same without commands. */
export function scriptsWithoutCommands(): fc.Arbitrary<RunScript> {
  const anything: fc.Arbitrary<RunScript> = members().chain((joined) =>
    fc.record(
      {
        guarantees: guarantees(),
        checkers: fc
          .subarray(["ordering", "zombie", "recovery", "resumption", "leak"])
          .map((some) => (some.includes("zombie") ? [...some, "rejection"] : some)),
        members: fc.constant(joined),
        messages: messages(joined),
        fault: fault(joined),
        drain: drain(),
        audit: mostly<NonNullable<RunScript["audit"]>>("sound", "failed", "none"),
        positions: fc.array(fc.nat({ max: 16 }), { minLength: 2, maxLength: 2 }),
        notices: fc.array(notice(joined), { maxLength: 2 }),
        rescued: fc.array(fc.nat({ max: 11 }), { maxLength: 3 }),
        extraOperations: randomSamples(),
      },
      { requiredKeys: ["guarantees", "members", "messages", "drain"] },
    ),
  );
  return fc.tuple(anything, fc.nat({ max: 9 })).map(([script, chance]) => {
    if (chance === 1) return claimingDeadLetters(script);
    return chance === 0 ? standingStill(script) : script;
  });
}

function claimingDeadLetters(script: RunScript): RunScript {
  const claims = { retries: { maxAttempts: 3 }, deadLetters: true };
  return { ...script, guarantees: { ...script.guarantees, ...claims } };
}

/** Random runs without a fault, in which no subscriber leaves. */
export function calmScripts(): fc.Arbitrary<RunScript> {
  return members().chain((joined) => {
    const staying = joined.map(({ group }) => ({ group }));
    return fc.record({
      guarantees: guarantees(),
      members: fc.constant(staying),
      messages: messages(staying),
      drain: mostly<Drain["outcome"]>("complete", "progressing"),
    });
  });
}

/** The usual value in 19 of 20 cases. */
function mostly<Value>(usual: Value, ...others: readonly Value[]): fc.Arbitrary<Value> {
  return fc.oneof(
    { weight: 19, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(usual, ...others) },
  );
}

/** `undefined` in 19 of 20 cases. */
function rarely<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ weight: 19, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

function guarantees(): fc.Arbitrary<RunScript["guarantees"]> {
  return fc.record({
    delivery: fc.constantFrom("at-least-once", "at-least-once", "at-most-once", "best-effort"),
    ordering: fc.constantFrom("none", "per-publisher"),
    deduplicates: mostly(false, true),
  });
}

function drain(): fc.Arbitrary<RunScript["drain"]> {
  return mostly<RunScript["drain"]>("complete", "complete", "stalled", "progressing", undefined);
}

/** Each of the two groups has one or two subscribers. */
function members(): fc.Arbitrary<readonly ScriptedMember[]> {
  const stay = rarely(fc.integer({ min: 10, max: 7000 }).map((each) => each * 10));
  return fc
    .tuple(fc.subarray([0, 1] as const), fc.array(stay, { minLength: 4, maxLength: 4 }))
    .map(([second, closes]) =>
      [0, 1, ...second].map((group, at): ScriptedMember => {
        const closedAt = closes[at];
        return { group, ...(closedAt !== undefined && { closedAt }) };
      }),
    );
}

/** In the order of their publish calls. Times are multiples of 100 ms, so that some are equal. */
function messages(joined: readonly ScriptedMember[]): fc.Arbitrary<readonly ScriptedMessage[]> {
  const times = fc.array(fc.integer({ min: 1, max: 800 }), { maxLength: 12 });
  return times.chain((chosen) => {
    const inOrder = chosen.toSorted((left, right) => left - right);
    return fc.tuple(...inOrder.map((time) => message(joined, 100 * time)));
  });
}

function message(joined: readonly ScriptedMember[], at: number): fc.Arbitrary<ScriptedMessage> {
  const outcome = mostly<ScriptedMessage["outcome"]>(
    "acknowledged",
    "acknowledged",
    "rejected",
    "in doubt",
    "unsettled",
  );
  return fc
    .record({
      outcome,
      tookMs: fc.integer({ min: 1, max: 30 }).map((each) => each * 10),
      entries: mostly(1, 0, 2),
      byGroup: fc.tuple(deliveriesToGroup(joined, 0, at), deliveriesToGroup(joined, 1, at)),
      topic: mostly("orders", "orders", "invoices"),
    })
    .map((each) => ({ at, ...each }));
}

function deliveriesToGroup(
  joined: readonly ScriptedMember[],
  group: number,
  at: number,
): fc.Arbitrary<GroupDeliveries> {
  const own = joined.flatMap((each, by) => (each.group === group ? [by] : []));
  const once = fc.array(delivery(own, at), { minLength: 1, maxLength: 1 });
  return fc
    .record({
      deliveries: fc.oneof(
        { weight: 12, arbitrary: once },
        { weight: 2, arbitrary: fc.array(delivery(own, at), { maxLength: 3 }) },
      ),
      pending: rarely(fc.constant(0)),
    })
    .map(({ deliveries, pending }) => ({
      deliveries: deliveries.toSorted((left, right) => left.at - right.at),
      ...(pending !== undefined && { pending }),
    }));
}

function delivery(own: readonly number[], publishedMs: number): fc.Arbitrary<ScriptedDelivery> {
  return fc
    .record({
      delay: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 800 })),
      tookMs: fc.integer({ min: 1, max: 5 }).map((each) => each * 10),
      outcome: mostly<ScriptedDelivery["outcome"]>("handled", "failed", "unfinished"),
      by: fc.constantFrom(...own),
      damage: rarely(fc.constantFrom("corrupt" as const, "foreign" as const)),
      attempt: mostly(1, 2),
    })
    .map(({ delay, damage, ...rest }) => ({
      ...rest,
      at: publishedMs + 10 * delay,
      ...(damage && { damage }),
    }));
}

function fault(joined: readonly ScriptedMember[]): fc.Arbitrary<ScriptedFault> {
  const roles = ["publisher-0", ...joined.map((_each, at) => `subscriber-${at}`)];
  return fc.record({
    at: fc.integer({ min: 1000, max: 3000 }).map((each) => each * 10),
    healAt: mostly<number | null>(40_000, 31_000, null),
    roles: fc.subarray(roles, { minLength: 1 }),
    losesAll: mostly(false, true),
    losesLastMs: mostly(0, 1000),
    evidence: mostly<NonNullable<ScriptedFault["evidence"]>>("seen", "not seen", "none"),
    isVerified: mostly(true, false),
  });
}

function notice(joined: readonly ScriptedMember[]): fc.Arbitrary<ScriptedNotice> {
  const ids = fc.array(
    fc.nat({ max: 12 }).map((each) => `${100 + each}-0`),
    { maxLength: 4 },
  );
  return fc.record({
    notice: fc.constantFrom("dropped", "gap", "disconnected"),
    by: fc.constantFrom("publisher-0", ...joined.map((_each, at) => `subscriber-${at}`)),
    ids,
  });
}
