import { isConfirmed, needsConfirmation, type CensusValues } from "../../judging/leak/growth.ts";
import type { Stage, StageSubscription } from "../stage.ts";
import { fillCaches } from "./leak-fill.ts";
import { leakSubscriber, noUse, type RoundUse } from "./leak-use.ts";

/**
 * Rounds before the baseline. Node compiles code during the first rounds, which fills the heap; that
 * levels off within four rounds.
 */
const warmUpRounds = 4;
/** The program is warm before a second series, but the many messages before it leave garbage. */
const secondWarmUpRounds = 2;
/** Rounds with a census. The first is the baseline; seven are enough for a slope with its confidence. */
export const censusRounds = 7;
/** All rounds of a run. The last round of the warm-up is the first one with a census. */
export const allRounds = warmUpRounds - 1 + censusRounds;

export const subscriptionsAtOnce = 100;
/** Subscriptions of a small round of the warm-up. They are enough for Node to compile the code. */
const smallRoundSubscriptions = 25;
/** Last rounds of the warm-up with all 100, so that what depends on their number has its size before the baseline. */
const fullWarmUpRounds = 2;
/** Opening one after the other takes longer, and ten show a leak as well. */
export const subscriptionsInTurn = 10;

/** Opens the subscriptions of one round, uses them and closes them. A small round may have fewer. */
export type Round = (stage: Stage, use: RoundUse, isSmall?: boolean) => Promise<boolean>;

export interface LeakRounds {
  readonly round: Round;
  readonly use: RoundUse;
  /** Number of last rounds whose subscriptions are opened and closed without use. */
  readonly unused: number;
}

/**
 * Repeats a round, and takes a census after each one that follows the warm-up. If something grew, it may
 * be a pool that fills up or a cache with a bound. So the bus then handles more messages than such a cache
 * keeps, and a second series decides. That series is shorter if a count grows in each of its rounds. If a round shows nothing, it stops: the rounds that are missing make
 * the verdict `unknown`.
 */
export async function repeatRounds(stage: Stage, rounds: LeakRounds): Promise<void> {
  const first = await takeSeries(stage, rounds, { warmUp: warmUpRounds, confirms: false });
  if (first.length < censusRounds || !needsConfirmation(first)) return;
  const filling = { each: noUse.each, last: fillCaches };
  if (!(await rounds.round(stage, filling))) return;
  await takeSeries(stage, rounds, {
    warmUp: secondWarmUpRounds,
    confirms: true,
    isEnough: (second) => isConfirmed(first, second),
  });
}

interface SeriesOptions {
  /** The rounds until the first census, which belongs to the last of them. */
  readonly warmUp: number;
  readonly confirms: boolean;
  /** Whether the series may end with these rounds; by default it has all of them. */
  readonly isEnough?: (taken: readonly CensusValues[]) => boolean;
}

async function takeSeries(
  stage: Stage,
  { round, use, unused }: LeakRounds,
  { warmUp, confirms, isEnough = () => false }: SeriesOptions,
): Promise<readonly CensusValues[]> {
  const taken: CensusValues[] = [];
  for (let at = 1 - warmUp; at < censusRounds && !isEnough(taken); at++) {
    const isUsed = at < censusRounds - unused;
    const isSmall = at <= -fullWarmUpRounds;
    if (!(await round(stage, isUsed ? use : noUse, isSmall))) break;
    if (at >= 0) taken.push(await stage.census(at, { confirms }));
  }
  return taken;
}

/** A round of 100 subscriptions that are open at once, each in a group of its own; of 25 if it is small. */
export const openAllAtOnce: Round = async (stage, use, isSmall = false) => {
  const length = isSmall ? smallRoundSubscriptions : subscriptionsAtOnce;
  const groups = Array.from({ length }, (_, at) => `group-${at}`);
  const opened = await Promise.all(groups.map((group) => open(stage, group)));
  if (!(await use.last(stage))) return false;
  await Promise.all(opened.map((subscription) => subscription.close()));
  return true;
};

/**
 * A round of 10 subscriptions in the same group, one after the other. Two that are open at once would
 * take each other's messages.
 */
export const openInTurn: Round = async (stage, use) => {
  for (let turn = 1; turn <= subscriptionsInTurn; turn++) {
    const subscription = await open(stage, "group-0");
    const isLast = turn === subscriptionsInTurn;
    if (!(await (isLast ? use.last : use.each)(stage))) return false;
    await subscription.close();
  }
  return true;
};

function open(stage: Stage, group: string): Promise<StageSubscription> {
  return stage.openSubscriber({ role: leakSubscriber, group, from: "new" });
}
