import type { BusModule } from "../../bus/contract.ts";
import type { Scenario, Variant } from "../../scenarios/scenario.ts";
import type { RunTitle } from "./run-title.ts";

/** Everything one command asks to be run, resolved and checked. */
export interface RunRequest {
  readonly scenarios: readonly ScenarioRequest[];
  readonly bus: BusModule;
  readonly seed: number;
  /** How often each variant runs; with `untilFail` the most it runs. */
  readonly repeat: number;
  /** Ends after the first run that does not pass. */
  readonly untilFail: boolean;
  readonly provider: "auto" | "process" | "docker" | "external";
  /** With credentials, if there are any: never print it without `redactUrl`. */
  readonly redisUrl?: string;
  readonly toxiproxyUrl?: string;
  /** Permits a server that is not on this machine. */
  readonly allowRemote: boolean;
  readonly link: "auto" | "embedded" | "toxiproxy";
  readonly recoveryLimitMs: number;
  /** Replaces the number of messages per publisher. */
  readonly messages?: number;
  /** Replaces the rate of each publisher. */
  readonly ratePerSecond?: number;
  /** Replaces the number of groups, with one subscriber each. */
  readonly subscribers?: number;
  /** Where a run puts its history and its plan; the run creates it. */
  readonly folder: (title: RunTitle) => string;
}

export interface ScenarioRequest {
  readonly scenario: Scenario;
  readonly variants: readonly Variant[];
}
