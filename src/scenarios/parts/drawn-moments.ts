import type { StrikeMoment } from "../../faults/fault-plan.ts";
import type { CommandPurpose, StrikeTarget } from "../../history/strike-moment.ts";
import { shuffled, type Random } from "../../random.ts";

/** A place in the life of a command at which a fault can strike. */
export type StrikePlace = Pick<StrikeTarget, "purpose" | "position">;

/** Steps of a millisecond in which moments are drawn. They spread over the time between two messages. */
const stepsPerMs = 4;
/** How many milliseconds later than its earliest moment a fault may strike: those of eight messages. */
const spreadMs = 40;
/** By how many thousandths a length may differ from its name, so that 1 s stays about 1 s. */
const lengthSpread = 30;
/** A target is one of this many commands. */
const latestTarget = 4;

/** Returns a moment from `fromMs` on, and up to `overMs` later. */
export function drawMs(random: Random, fromMs: number, overMs = spreadMs): number {
  return fromMs + random.integer(0, overMs * stepsPerMs) / stepsPerMs;
}

/** Returns a length within 3 % of this one, in whole milliseconds. */
export function drawLengthMs(random: Random, ms: number): number {
  return Math.round((ms * (1000 + random.integer(-lengthSpread, lengthSpread))) / 1000);
}

const publisher = "publisher-0";

export interface TargetRoles {
  readonly publisher: string;
  readonly subscriber: string;
}

export const firstRoles: TargetRoles = { publisher, subscriber: "subscriber-0" };

/** Returns a target at this place, whose number the seed decides. */
export function drawTarget(
  random: Random,
  { purpose, position }: StrikePlace,
  { publisher: publishes, subscriber }: TargetRoles = firstRoles,
): StrikeTarget {
  const role = purpose === "publish" ? publishes : subscriber;
  return { role, purpose, position, nth: random.integer(1, latestTarget) };
}

const purposes: readonly CommandPurpose[] = ["publish", "read", "acknowledge"];

/** All places at which a fault on connections can strike, in a random order. */
export function shuffledPlaces(random: Random): readonly StrikePlace[] {
  const positions = ["before-forwarding", "before-reply"] as const;
  const places = purposes.flatMap((purpose) =>
    positions.map((position) => ({ purpose, position })),
  );
  return shuffled(places, random);
}

/** Returns one place for each purpose, in a random order. */
export function shuffledPurposes(random: Random): readonly StrikePlace[] {
  return shuffled(purposes, random).map((purpose) => ({
    purpose,
    position: random.integer(0, 1) === 0 ? "before-forwarding" : "before-reply",
  }));
}

/**
 * Returns the moment of a single fault on connections: at one of the wanted places, or, as if that were
 * one more place, at the drawn time, whatever is on its way then.
 */
export function drawMoment(
  random: Random,
  { fromMs, roles = firstRoles, wanted = () => true }: MomentOptions,
): StrikeMoment {
  const afterMs = drawMs(random, fromMs);
  const places = shuffledPlaces(random).filter(wanted);
  const place = places[random.integer(0, places.length)];
  return { afterMs, ...(place && { target: drawTarget(random, place, roles) }) };
}

export interface MomentOptions {
  readonly fromMs: number;
  /** The roles whose commands can be the target; `firstRoles` by default. */
  readonly roles?: TargetRoles;
  /** Which places the fault can strike at; all of them by default. */
  readonly wanted?: (place: StrikePlace) => boolean;
}
