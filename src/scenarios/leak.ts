import type { HistoryGuarantees } from "../history/history-header.ts";
import { steadyWorkload } from "./defaults.ts";
import { createLeakCuts } from "./parts/leak-cuts.ts";
import {
  allRounds,
  censusRounds,
  leakSubscriber,
  openAllAtOnce,
  openInTurn,
  repeatRounds,
  subscriptionsAtOnce,
  subscriptionsInTurn,
  type Round,
  type RoundUse,
  type Use,
} from "./parts/leak-rounds.ts";
import type { Scenario, Variant } from "./scenario.ts";

const publisher = "publisher-0";
const rolesCut = 2;
/**
 * In the last two rounds no message is published, so a number that grows there grows with the
 * subscriptions. A run with cuts has no such rounds: a round without a cut would not be comparable with
 * the rounds before.
 */
const unusedRounds = 2;

/** Subscriptions on one bus are opened, used and closed, round after round, and nothing may grow. */
export const leak: Scenario = {
  name: "leak",
  summary: "100 subscriptions are opened, used and closed, and nothing may grow",
  variants: [
    {
      ...atOnce({ cuts: false }),
      name: "calm",
      summary: `rounds of ${subscriptionsAtOnce} subscriptions, without any fault`,
    },
    {
      ...atOnce({ cuts: true }),
      name: "reconnects",
      summary: `rounds of ${subscriptionsAtOnce} subscriptions, both roles lose connections in each round`,
    },
    {
      ...inTurn({ cuts: false }),
      name: "one-group",
      summary: `rounds of ${subscriptionsInTurn} subscriptions, one after the other, for a bus without groups`,
    },
    {
      ...inTurn({ cuts: true }),
      name: "one-group-reconnects",
      summary: `rounds of ${subscriptionsInTurn} subscriptions, both roles lose connections in each round`,
    },
  ],
};

type Unnamed = Omit<Variant, "name" | "summary">;

interface Disturbance {
  /** Whether both roles lose their connections in each round. */
  readonly cuts: boolean;
}

function atOnce({ cuts }: Disturbance): Unnamed {
  return rounds(openAllAtOnce, subscriptionsAtOnce, cuts);
}

function inTurn({ cuts }: Disturbance): Unnamed {
  return {
    ...rounds(openInTurn, 1, cuts),
    notApplicable: ({ groups }: HistoryGuarantees) =>
      groups ? "with several groups the other variants show more" : undefined,
  };
}

function rounds(round: Round, groups: number, cuts: boolean): Unnamed {
  return {
    tier: "quick",
    exclusive: true,
    workload: { ...steadyWorkload, groups, from: "new" },
    persistence: "everysec",
    plan: () => [],
    steps(stage) {
      const use = cuts ? acrossCuts() : delivered;
      return repeatRounds(stage, { round, use, unused: cuts ? 0 : unusedRounds });
    },
    ...(cuts && { needs: ["cut-fin"] }),
    checkers: ["delivery", "zombie", "leak"],
    minimums: { acknowledged: 1, faults: cuts ? rolesCut * allRounds : 0, rounds: censusRounds },
  };
}

const proveDelivery: Use = (stage) => stage.proveDelivery();
const delivered: RoundUse = { each: proveDelivery, last: proveDelivery };

/** A reconnect takes its time, so both roles lose their connections once in a round. */
function acrossCuts(): RoundUse {
  const cuts = createLeakCuts({ subscriber: leakSubscriber, publisher });
  return {
    each: proveDelivery,
    async last(stage) {
      if (!(await stage.proveDelivery())) return false;
      const reconnected = await cuts.cut(stage);
      const isBack = await stage.proveDelivery();
      await reconnected();
      return isBack;
    },
  };
}
