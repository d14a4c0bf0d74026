import type { BusModule } from "../bus/contract.ts";
import type { keptNames, linkNames, providerNames, toxiproxyListenNames } from "./bounds.ts";

/**
 * The values that `npx bus-chaos` and `describeScenarios` take if they are not given anything else. An option that the
 * user types wins over them. bus-chaos reads a path from the folder of the configuration file.
 */
export interface ChaosConfig {
  /** The path of the bus module, such as `./chaos/my-bus.ts`, the bus itself, or the name of a registered bus. */
  readonly bus?: string | BusModule;
  /**
   * Names of scenarios, such as `["restart", "partition/reset"]`: the second is a single variant. `"all"` runs
   * every scenario. `npx bus-chaos list` shows the names.
   */
  readonly scenarios?: "all" | readonly string[];
  /** Names of variants, for the scenarios that are named without a variant. The quick ones by default. */
  readonly variants?: readonly string[];
  /** Runs the slow variants too. */
  readonly thorough?: boolean;
  /** Decides all random choices, such as the moment of a fault: a whole number from 0. A fresh one by default. */
  readonly seed?: number;
  /** Runs each variant with this many seeds, counted up from `seed`. 1 by default; vitest always runs 1. */
  readonly repeat?: number;
  /**
   * The longest time that a publisher or subscriber may take to recover from a fault, such as `"500ms"`, `"30s"`
   * or `"2m"`. A bus that takes longer fails with the finding `not-recovered`.
   */
  readonly recoveryWithin?: string;
  /** Messages of each publisher. The scenario decides by default. */
  readonly messages?: number;
  /** Messages per second of each publisher. The scenario decides by default. */
  readonly rate?: number;
  /** Groups, with one subscriber each. The scenario decides by default. */
  readonly subscribers?: number;
  /** The provider of Redis. `"auto"` by default. */
  readonly provider?: (typeof providerNames)[number];
  /** The URL of a Redis that runs already. Take it from `process.env` if it holds a password. */
  readonly redisUrl?: string | undefined;
  /** For a `redisUrl` with TLS: the PEM file of the authority to trust. */
  readonly redisCa?: string | undefined;
  /** For a `redisUrl` with TLS: the PEM file of a client certificate. */
  readonly redisCert?: string | undefined;
  /** For a `redisUrl` with TLS: the PEM file of the key of that certificate. */
  readonly redisKey?: string | undefined;
  /** Permits a `redisUrl` that is not on this machine. */
  readonly allowRemote?: boolean;
  /** The link that injects the faults. `"auto"` by default. */
  readonly link?: (typeof linkNames)[number];
  /** The URL of a Toxiproxy that runs already. */
  readonly toxiproxyUrl?: string | undefined;
  /** The address at which the proxies of that Toxiproxy listen. `"127.0.0.1"` by default. */
  readonly toxiproxyListen?: (typeof toxiproxyListenNames)[number];
  /**
   * Failures that you know and accept for now. Reports show them with the reason, and they no longer decide about a run.
   * `rule` is a rule such as `lost/never-received` or a kind such as `lost`; `in` is a scenario or a variant such as
   * `partition/half-open-publisher`, and without it the failure is accepted everywhere.
   */
  readonly accepted?: readonly {
    readonly rule: string;
    readonly in?: string;
    readonly reason: string;
  }[];
  /** The folder for reports. `reports` by default. */
  readonly out?: string;
  /** How many reports stay there, the newest ones. 20 by default; 0 keeps all. */
  readonly keepReports?: number;
  /** Which histories stay: `"all"`, those of runs that passed compressed (default), or `"failed"`. */
  readonly keep?: (typeof keptNames)[number];
  /** The file for results as JUnit XML. */
  readonly junit?: string;
  /** The file for results in the Common Test Report Format (JSON). */
  readonly ctrf?: string;
}

/**
 * Returns the configuration as it is, with its type checked by TypeScript.
 *
 *     // chaos.config.ts
 *     import { defineConfig } from "bus-chaos";
 *
 *     export default defineConfig({ bus: "./chaos/my-bus.ts", scenarios: ["restart", "partition"] });
 */
export function defineConfig(config: ChaosConfig): ChaosConfig {
  return config;
}
