import { steadyWorkload } from "./defaults.ts";
import {
  allRounds,
  censusRounds,
  openAllAtOnce,
  openInTurn,
  repeatRounds,
  subscriptionsAtOnce,
  subscriptionsInTurn,
  type Round,
} from "./parts/leak-rounds.ts";
import { createUseAcrossCuts, rolesCut, useByMessages } from "./parts/leak-use.ts";
import type { Scenario, Variant } from "./scenario.ts";

const connectionsLost = "both roles lose connections in each round";

/** Subscriptions on one bus are opened, used and closed, round after round, and nothing may grow. */
export const leak: Scenario = {
  name: "leak",
  summary: "100 subscriptions are opened, used and closed, and nothing may grow",
  variants: [
    {
      ...allAtOnce({ cuts: false }),
      name: "calm",
      summary: `rounds of ${subscriptionsAtOnce} subscriptions, without any fault`,
    },
    {
      ...allAtOnce({ cuts: true }),
      name: "reconnects",
      summary: `rounds of ${subscriptionsAtOnce} subscriptions, ${connectionsLost}`,
    },
    {
      ...oneInTurn({ cuts: false }),
      name: "one-group",
      summary: `rounds of ${subscriptionsInTurn} subscriptions, one after the other, for a bus without groups`,
    },
    {
      ...oneInTurn({ cuts: true }),
      name: "one-group-reconnects",
      summary: `rounds of ${subscriptionsInTurn} subscriptions, ${connectionsLost}`,
    },
  ],
};

type Unnamed = Omit<Variant, "name" | "summary">;

interface RoundOptions {
  readonly round: Round;
  readonly groups: number;
  /** Whether both roles lose connections in each round. */
  readonly cuts: boolean;
}

function allAtOnce({ cuts }: Pick<RoundOptions, "cuts">): Unnamed {
  return repeated({ round: openAllAtOnce, groups: subscriptionsAtOnce, cuts });
}

function oneInTurn({ cuts }: Pick<RoundOptions, "cuts">): Unnamed {
  return {
    ...repeated({ round: openInTurn, groups: 1, cuts }),
    notApplicable: ({ groups }) =>
      groups ? "the bus has groups, so the variants with several groups show more" : undefined,
  };
}

/**
 * Number of last rounds in which no message is published, so that a number that grows there grows with
 * the subscriptions. A run with cuts has no such rounds: a round without a cut would not be comparable
 * with the rounds before.
 */
const unusedRounds = 2;

function repeated({ round, groups, cuts }: RoundOptions): Unnamed {
  return {
    tier: "quick",
    exclusive: "counts-resources",
    workload: { ...steadyWorkload, groups, from: "new" },
    persistence: "everysec",
    plan: () => [],
    steps: (stage) =>
      cuts
        ? repeatRounds(stage, { round, use: createUseAcrossCuts(), unused: 0 })
        : repeatRounds(stage, { round, use: useByMessages, unused: unusedRounds }),
    ...(cuts && { needs: ["cut-fin"] }),
    checkers: ["delivery", "zombie", "leak"],
    minimums: { acknowledged: 1, faults: cuts ? rolesCut * allRounds : 0, rounds: censusRounds },
  };
}
