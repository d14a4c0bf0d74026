import type { BusModule } from "../../bus/contract.ts";
import type { Scenario, Variant } from "../../scenarios/scenario.ts";
import type { AcceptedFinding } from "./accepted-finding.ts";
import type { RunTitle } from "./run-title.ts";

/** The runs that a command asks for, with options that are resolved and checked. */
export interface RunRequest {
  readonly scenarios: readonly ScenarioRequest[];
  readonly bus: BusModule;
  /**
   * The name of a registered bus, or the absolute path of its module, by which another process loads the same bus.
   * Without it no role can have a process of its own.
   */
  readonly busSource?: string;
  /** Whether every role has a process of its own. Default false. */
  readonly isolate?: boolean;
  readonly seed: number;
  /** How often each variant runs. With `untilFail`: how often at most. */
  readonly repeat: number;
  /** Time after which no run starts. Without it, `repeat` alone decides. */
  readonly forMs?: number;
  /** Whether to end after the first run that does not pass. */
  readonly untilFail: boolean;
  readonly provider: "auto" | "process" | "docker" | "external";
  /** May hold credentials: never print it without `redactUrl`. */
  readonly redisUrl?: string;
  /** The paths of PEM files for a `rediss` URL: the authority, and certificate and key of the client. */
  readonly redisCa?: string;
  readonly redisCert?: string;
  readonly redisKey?: string;
  readonly toxiproxyUrl?: string;
  /** Where the proxies of that Toxiproxy listen: 127.0.0.1 or 0.0.0.0. */
  readonly toxiproxyListen?: string;
  /** Whether Redis and Toxiproxy may be on another machine. */
  readonly allowRemote: boolean;
  readonly link: "auto" | "embedded" | "toxiproxy";
  /** Time limit for the recovery of every publisher and subscriber. */
  readonly recoveryLimitMs: number;
  /** Replaces the number of messages of each publisher. */
  readonly messages?: number;
  /** Replaces the rate of each publisher. */
  readonly ratePerSecond?: number;
  /** Replaces the number of groups, with one subscriber each. */
  readonly subscribers?: number;
  /** Failures that the user accepts. */
  readonly accepted?: readonly AcceptedFinding[];
  /** Returns the folder for the history and the plan of a run. The run creates it. */
  readonly folder: (title: RunTitle) => string;
}

/** A scenario and those of its variants that are to run. */
export interface ScenarioRequest {
  readonly scenario: Scenario;
  readonly variants: readonly Variant[];
}
