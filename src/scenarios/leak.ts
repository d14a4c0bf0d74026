import type { HistoryGuarantees } from "../history/history-header.ts";
import { steadyWorkload } from "./defaults.ts";
import { createLeakCuts } from "./leak-cuts.ts";
import type { Scenario, Variant, Workload } from "./scenario.ts";
import type { Stage, StageSubscription } from "./stage.ts";

const subscriptions = 100;
/** One after the other they take longer, and what leaks shows with fewer too. */
const subscriptionsInTurn = 10;
/** Compiled code and its feedback fill the heap at first; that levels off within so many rounds. */
const warmUpRounds = 4;
/** The end of the warm-up is the baseline; the rest is enough for a slope with its confidence. */
const rounds = 7;
/**
 * Nothing is published in the last rounds without cuts: what grows then, grows with the subscriptions.
 * After rounds with cuts they would show what a cut had taken away from the others.
 */
const quietRounds = 2;
const subscriber = "subscriber-0";
const publisher = "publisher-0";
const rolesCut = 2;

/** False if the subscriptions delivered nothing: such a round says nothing of leaks. */
type Use = (stage: Stage) => Promise<boolean>;

/** Opens, uses and closes the subscriptions of one round. */
type Round = (stage: Stage, use: Use) => Promise<boolean>;

interface Rounds {
  readonly round: Round;
  readonly groups: number;
  readonly cuts: boolean;
}

/** 100 subscriptions on one bus are opened, used and closed, again and again. */
export const leak: Scenario = {
  name: "leak",
  summary: "100 subscriptions are opened, used and closed, and nothing may grow",
  variants: [
    {
      ...repeated({ round: allAtOnce, groups: subscriptions, cuts: false }),
      name: "calm",
      summary: summaryOf(subscriptions, "without any fault"),
    },
    {
      ...repeated({ round: allAtOnce, groups: subscriptions, cuts: true }),
      name: "reconnects",
      summary: summaryOf(subscriptions, "both roles lose connections in each round"),
    },
    {
      ...repeated({ round: oneInTurn, groups: 1, cuts: false }),
      name: "one-group",
      summary: summaryOf(subscriptionsInTurn, "one after the other, for a bus without groups"),
      notApplicable: whereGroupsAre,
    },
    {
      ...repeated({ round: oneInTurn, groups: 1, cuts: true }),
      name: "one-group-reconnects",
      summary: summaryOf(subscriptionsInTurn, "both roles lose connections in each round"),
      notApplicable: whereGroupsAre,
    },
  ],
};

function summaryOf(each: number, how: string): string {
  return `rounds of ${each} subscriptions, ${how}`;
}

function whereGroupsAre({ groups }: HistoryGuarantees): string | undefined {
  return groups ? "with several groups the other variants show more" : undefined;
}

function repeated({ round, groups, cuts }: Rounds): Omit<Variant, "name" | "summary"> {
  const workload: Workload = { ...steadyWorkload, groups, from: "new" };
  const usedRounds = cuts ? rounds : rounds - quietRounds;
  const faults = cuts ? rolesCut * (warmUpRounds - 1 + usedRounds) : 0;
  return {
    tier: "quick",
    exclusive: true,
    workload,
    persistence: "everysec",
    plan: () => [],
    steps(stage) {
      const use = cuts ? createUseAcrossCuts() : useOnce;
      const useOf = (at: number): Use => (at < usedRounds ? use : leaveUnused);
      return repeatRounds(stage, (at) => round(stage, useOf(at)));
    },
    ...(cuts && { needs: ["cut-fin"] }),
    checkers: ["delivery", "zombie", "leak"],
    minimums: { acknowledged: 1, faults, rounds },
  };
}

/** The first of the rounds are below 0 and warm up. */
async function repeatRounds(
  stage: Stage,
  playRound: (at: number) => Promise<boolean>,
): Promise<void> {
  for (let at = 1 - warmUpRounds; at < rounds; at++) {
    // What is missing of the rounds then makes the verdict unknown.
    if (!(await playRound(at))) return;
    if (at >= 0) await stage.census(at);
  }
}

async function allAtOnce(stage: Stage, use: Use): Promise<boolean> {
  const groups = Array.from({ length: subscriptions }, (_, at) => `group-${at}`);
  const opened = await Promise.all(groups.map((group) => open(stage, group)));
  if (!(await use(stage))) return false;
  await Promise.all(opened.map((subscription) => subscription.close()));
  return true;
}

/** Two subscribers of a bus without groups would take each other's messages. */
async function oneInTurn(stage: Stage, use: Use): Promise<boolean> {
  for (let turn = 1; turn <= subscriptionsInTurn; turn++) {
    const subscription = await open(stage, "group-0");
    const isLast = turn === subscriptionsInTurn;
    // Reconnecting takes its time, so once a round has to do.
    if (!(await (isLast || use === leaveUnused ? use : useOnce)(stage))) return false;
    await subscription.close();
  }
  return true;
}

function open(stage: Stage, group: string): Promise<StageSubscription> {
  return stage.openSubscriber({ role: subscriber, group, from: "new" });
}

function useOnce(stage: Stage): Promise<boolean> {
  return stage.proveDelivery();
}

async function leaveUnused(): Promise<boolean> {
  return true;
}

function createUseAcrossCuts(): Use {
  const cuts = createLeakCuts({ subscriber, publisher });
  return async (stage) => {
    if (!(await stage.proveDelivery())) return false;
    const reconnected = await cuts.cut(stage);
    const isBack = await stage.proveDelivery();
    await reconnected();
    return isBack;
  };
}
