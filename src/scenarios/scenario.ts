import type { StartPosition } from "../bus/contract.ts";
import type { FaultStep } from "../faults/fault-plan.ts";
import type { Persistence } from "../fixtures/redis/redis.ts";
import type { HistoryGuarantees, Minimums } from "../history/history-header.ts";
import type { FindingKind } from "../judging/finding/finding.ts";
import type { CommandFault } from "../link/contract/command-point.ts";
import type { LinkCapability } from "../link/contract/link-capability.ts";
import type { Random } from "../random.ts";
import type { HandlerStep } from "../workload/handler-plan.ts";
import type { PayloadKind } from "../workload/payload-shape.ts";
import type { Stage } from "./stage.ts";

/**
 * A named recipe: who publishes and consumes, what goes wrong, and what is judged. For example
 * `restart`: Redis is killed under load and comes back with its data.
 */
export interface Scenario {
  /** The name on the command line, such as `restart`. */
  readonly name: string;
  /** The line that `chaos list` shows. */
  readonly summary: string;
  /** The parameter sets of the scenario. Each is run and judged by itself. */
  readonly variants: readonly Variant[];
  /**
   * Returns why the scenario shows nothing about a bus with these guarantees, such as "the bus does not
   * claim replaysFromStart", or `undefined` if it applies. By default it applies to every bus.
   */
  notApplicable?(guarantees: HistoryGuarantees): string | undefined;
}

/** A parameter set of a scenario, such as `sigkill-1s` of `restart`. */
export interface Variant {
  /** The name on the command line, such as `sigkill-1s`. */
  readonly name: string;
  /** The line that `chaos list` shows. */
  readonly summary: string;
  /**
   * When it runs: `quick` by default, `thorough` with `--thorough`, `named` only if the user asks for
   * it by name. Choose by duration: `quick` takes seconds, `thorough` up to a minute.
   */
  readonly tier: "quick" | "thorough" | "named";
  /** The publishers and consumers. Start from `steadyWorkload`. */
  readonly workload: Workload;
  /**
   * How Redis keeps its data: an append-only file that it syncs at each write (`always`) or each second
   * (`everysec`), or nothing at all (`off`).
   */
  readonly persistence: Persistence;
  /**
   * Returns the faults of the standard steps, in order. Take every random choice from `random`, so that
   * the seed decides it. Return `[]` if there is no fault, or if `steps` injects the faults.
   *
   * For example `[{ spec: { kind: "kill-redis", signal: "SIGTERM" }, afterMs: 0, holdMs: 1000 }]`: kill
   * Redis at once and start it again after 1 s.
   *
   * @param workload the workload of the run, in which options of the command line are in force.
   */
  plan(random: Random, workload: Workload): readonly FaultStep[];
  /**
   * Returns the moments and lengths, in milliseconds, and the numbers of choices that `steps` takes from the seed. They
   * are saved with the plan. No moments by default.
   */
  moments?(random: Random): readonly number[];
  /**
   * Returns the messages with which the handlers do not simply succeed. They are saved with the plan. By default the
   * handlers succeed with every message.
   *
   * For example `[{ message: "publisher-0/40", act: { kind: "be-slow", ms: 200 } }]`. The first messages of a publisher
   * may be canaries, so take later ones.
   */
  handlers?(random: Random): readonly HandlerStep[];
  /**
   * Returns the parts of the variant that the seed decides, for a variant that is another one with each seed. They replace
   * `workload`, `plan` and `handlers`. Absent for a variant that stays the same.
   */
  draw?(random: Random, guarantees: HistoryGuarantees): DrawnParts;
  /**
   * The steps of this variant, which replace the standard steps: open the subscribers, wait
   * for a first canary in each group, start the load, wait for `steadyMs`, inject and heal each fault of the plan, end
   * the load. The publishers are open before the first step. The drain and the audit follow the last one.
   *
   * @param moments the moments in the plan of this run.
   */
  steps?(stage: Stage, moments: readonly number[]): Promise<void>;
  /**
   * Faults that strike at one command, such as the first XADD of `publisher-0`. They are armed before
   * any connection opens. No faults by default.
   */
  readonly commandFaults?: readonly CommandFault[];
  /** Names of the checkers that judge the run. Take `faultCheckers` or `calmCheckers`. */
  readonly checkers: readonly string[];
  /**
   * The least that must happen in a run. With less its verdict is `unknown`, so that no run passes
   * because nothing happened. For example `{ acknowledged: 50, faults: 1 }`.
   */
  readonly minimums: Minimums;
  /**
   * Marks a control: a run in which this finding is unavoidable. It passes if the judge reports the
   * finding, and is `unknown` otherwise. For example `lost`, if Redis is killed without persistence.
   */
  readonly control?: FindingKind;
  /** Set it if `steps` kills or stops Redis. Faults of the plan are known without it. Default false. */
  readonly needsProcess?: boolean;
  /**
   * Abilities of the link that `steps` needs, such as `["refuse"]`. Faults of the plan are known
   * without it. No needs by default.
   */
  readonly needs?: readonly LinkCapability[];
  /**
   * How often a bus is asked to open or to subscribe until it counts as refusing. Default 1. Raise it
   * if a fault may strike during the attempt, because a bus may report that as an error.
   */
  readonly openAttempts?: number;
  /**
   * Why no other run may share the process: the run counts what the process has open and how much memory it
   * uses, or it keeps a core busy. Absent if others may.
   */
  readonly exclusive?: "counts-resources" | "fills-a-core";
  /**
   * Set it if subscribers need a process of their own, as a fault that kills one does. The processes start before the
   * run. Absent if all roles may be in the process of the harness.
   */
  readonly processes?: VariantProcesses;
  /** Drops packets in a network namespace instead of using the link of the command. Default false. */
  readonly dropsPackets?: boolean;
  /** As `Scenario.notApplicable`, for this variant alone. */
  notApplicable?(guarantees: HistoryGuarantees): string | undefined;
}

/** The parts of a variant that a seed has drawn. */
export interface DrawnParts {
  readonly workload: Workload;
  readonly plan: readonly FaultStep[];
  readonly handlers: readonly HandlerStep[];
}

/** The processes of the subscribers of a variant. */
interface VariantProcesses {
  /** How many of them end and start again during a run. */
  readonly restarts: number;
}

/** The publishers, the groups and the rate. Options of the command line replace some of them. */
export interface Workload {
  /** Number of publishers: `publisher-0`, `publisher-1` and so on. */
  readonly publishers: number;
  /**
   * Number of groups: `group-0`, `group-1` and so on. The standard steps open one subscriber in each:
   * `subscriber-0`, `subscriber-1` and so on. `--subscribers` replaces it.
   */
  readonly groups: number;
  /**
   * Number of subscribers that the standard steps open in each group, by default 1. They share the messages of the group.
   * If it is set, `--subscribers` replaces it, and not the number of groups.
   */
  readonly workersPerGroup?: number;
  /**
   * Messages per second of each publisher, or `burst` for all at once. The load is open loop: messages
   * leave at their times, whether or not earlier ones were answered. `--rate` replaces it.
   */
  readonly ratePerSecond: number | "burst";
  /**
   * Messages of each publisher. If `minimums.faults` is 0, the load ends after them. Otherwise it is the
   * least number: the load goes on until the recovery is over. By default the steps decide when the load
   * ends. `--messages` replaces it.
   */
  readonly messages?: number;
  /**
   * Usual length of a payload, in characters. Some payloads hold characters of several bytes, and some
   * are 10 000 characters long.
   */
  readonly payloadBytes: number;
  /**
   * `odd` for payloads that only some buses can carry: with quotes, backslashes, line breaks and NUL, an empty one, some
   * longer than 64 KiB, and one of 1 MiB. `equal` for payloads that four messages in a row have, of every 32, in a variant
   * without faults: the commands on the links do not show which of the four is which. Default `usual`.
   */
  readonly payloads?: PayloadKind;
  /**
   * The topics, which the messages of each publisher take in turn. In the standard steps every subscriber subscribes to all
   * topics on one bus. The default is the topic `orders` alone.
   */
  readonly topics?: readonly string[];
  /** How long the load runs before the first fault of the plan, in milliseconds. */
  readonly steadyMs: number;
  /** Where the standard steps let a new group start: at the `start` of the stream, or with `new` messages. */
  readonly from: StartPosition;
  /** How long a blocking read may wait at the server, in milliseconds. The bus has its own default. */
  readonly blockMs?: number;
}
