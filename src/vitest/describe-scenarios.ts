import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, test, type TestContext } from "vitest";

import type { BusModule } from "../bus/contract.ts";
import { registeredBuses } from "../bus/registry.ts";
import { wallTime } from "../clock.ts";
import type { ConfigValues } from "../config/load-config.ts";
import { createCommandFolder } from "../report/files/command-folder.ts";
import { foldersIn, planFolders } from "../report/files/plan-folders.ts";
import type { RunRequest } from "../run/plan/run-request.ts";
import { selectScenarios, type ScenarioSelection } from "../run/plan/select-scenarios.ts";
import type { RunRecord } from "../run/run-record.ts";
import { runScenarios } from "../run/run-scenarios.ts";
import { catchStrayErrors } from "../run/strays/catch-stray-errors.ts";
import { scenarios as allScenarios } from "../scenarios/index.ts";
import type { Scenario, Variant } from "../scenarios/scenario.ts";
import { configuration } from "./configuration.ts";
import { findingLines } from "./finding-lines.ts";
import { writeTestReport, type TestReportOptions } from "./write-test-report.ts";

/**
 * Everything is optional. A value that is not given is taken from the `chaos.config.ts` of the current folder.
 * Without both, every scenario runs its quick variants on a Redis of its own.
 */
export interface DescribeScenariosOptions {
  /**
   * The module that exports the bus, by which a process of its own loads it: `new URL("./my-bus.ts", import.meta.url)`, or a
   * path from the current folder. Without it, variants that kill workers are skipped.
   */
  readonly module?: string | URL;
  /** Gives every role a process of its own, as services have one. It needs `module`. Default false. */
  readonly isolate?: boolean;
  /**
   * Names of scenarios, such as `["restart", "partition/reset"]`: the second is a single variant. All scenarios
   * by default. `npx bus-chaos list` shows the names.
   */
  readonly scenarios?: readonly string[];
  /**
   * Names of variants, such as `["sigkill-1s"]`. A scenario runs those of its variants that are named here.
   * By default it runs its quick variants.
   */
  readonly variants?: readonly string[];
  /**
   * Decides all random choices, such as the moment of a fault: a whole number from 0. It is 1 by default,
   * so every run of the test suite makes the same choices.
   */
  readonly seed?: number;
  /**
   * The longest time in milliseconds that a publisher or subscriber may take to recover from a fault.
   * 30 000 by default. A bus that takes longer fails with the finding `not-recovered`.
   */
  readonly recoveryLimitMs?: number;
  /**
   * The provider of Redis.
   *
   * - `process`: a redis-server or valkey-server on the PATH, started for each run.
   * - `docker`: a Redis in a container, started for each run.
   * - `external`: the Redis at `redisUrl`. Scenarios that restart Redis are skipped.
   * - `auto` (default): `external` if there is a `redisUrl`, else `process` if possible, else `docker`.
   */
  readonly provider?: RunRequest["provider"];
  /**
   * The URL of a Redis on this machine that runs already, such as `redis://127.0.0.1:6379`. The harness
   * writes only keys of its own namespaces, and removes them after each run. No URL by default.
   */
  readonly redisUrl?: string;
  /** The PEM file of the authority to trust, for a Redis with TLS (`rediss://`). By default the authorities that Node trusts. */
  readonly redisCa?: string;
  /** The PEM files of a client certificate and of its key, for a Redis with TLS that asks for them. */
  readonly redisCert?: string;
  readonly redisKey?: string;
  /**
   * The link that injects network faults between the bus and Redis.
   *
   * - `embedded`: part of the harness. It understands Redis commands, so it can cut at a command.
   * - `toxiproxy`: a toxiproxy-server on the PATH, or one in Docker.
   * - `auto` (default): `embedded`.
   */
  readonly link?: RunRequest["link"];
  /**
   * The folder for the report and the history of each run, which `npx bus-chaos explain` and `check` read. `reports` by
   * default, relative to the current folder. It is created if it does not exist.
   */
  readonly reports?: string;
}

/** Scenarios end by themselves much earlier. The limit is for a harness that hangs. */
const testTimeoutMs = 120_000;

/**
 * Defines a vitest test for each scenario variant. A test passes on the verdict `pass` and fails on `fail`
 * and `unknown`. It is skipped, with the reason, if the scenario needs something that the bus does not
 * claim.
 *
 *     import { describeScenarios } from "bus-chaos/vitest";
 *     import { bus } from "./my-bus.ts";
 *
 *     describeScenarios(bus, { scenarios: ["restart"], recoveryLimitMs: 5_000 });
 *
 * @throws Error for a scenario that does not exist.
 */
export function describeScenarios(bus: BusModule, options: DescribeScenariosOptions = {}): void {
  const values = withConfiguration(options);
  const chosen = selectScenarios(allScenarios, values);
  const place = planPlace(bus, chosen, values);
  const records: RunRecord[] = [];
  let planned = 0;
  describe(`${bus.name} under faults`, () => {
    let stopCatching = (): void => {};
    beforeAll(async () => {
      // vitest reports errors that belong to no run. It also reports those of a run, beside its verdict.
      stopCatching = catchStrayErrors(() => {});
      place.folder = await createCommandFolder(place.folder);
    });
    afterAll(async () => {
      stopCatching();
      if (records.length > 0) await writeTestReport(records, place);
    });
    for (const { scenario, variants } of chosen) {
      describe(scenario.name, () => {
        for (const variant of variants) {
          const title = `${variant.name}: ${variant.summary}`;
          const request = createRequest({ bus, scenario, variant, values, place });
          const position = ++planned;
          // A run mostly waits, so variants run side by side unless they need the process alone.
          const settings = { timeout: testTimeoutMs, concurrent: !variant.exclusive };
          test(title, settings, (context) => expectPass({ request, position, records }, context));
        }
      });
    }
  });
}

interface TestedRun {
  readonly request: RunRequest;
  /** The place of the run in the report. */
  readonly position: number;
  /** Gets the record of the run. */
  readonly records: RunRecord[];
}

async function expectPass(
  { request, position, records }: TestedRun,
  context: TestContext,
): Promise<void> {
  const { signal } = context;
  const [record] = await runScenarios(request, { onEvent: () => {}, signal });
  if (!record) throw shortError("interrupted", "the run was interrupted");
  records.push({ ...record, title: { ...record.title, position } });
  if (record.kind === "not-applicable") return context.skip(record.reason);
  const { verdict } = record.judgement;
  if (verdict !== "pass") throw shortError(verdict, findingLines(record));
}

/** Returns an error without a stack: it would show code of the harness, and the finding says where to look. */
function shortError(name: string, text: string): Error {
  const error = new Error(text);
  error.name = name;
  error.stack = `${name}: ${text}`;
  return error;
}

/** The report of one `describeScenarios`. Its folder is created before the first test. */
interface Place extends Omit<TestReportOptions, "folder"> {
  folder: string;
}

function planPlace(
  bus: BusModule,
  chosen: readonly { readonly scenario: Scenario }[],
  { out = "reports", seed = 1, provider = "auto", link = "auto" }: TestValues,
): Place {
  const startedAt = wallTime();
  const scenarios = chosen.map(({ scenario }) => scenario.name);
  const { command: folder } = planFolders({ out, scenarios, bus: bus.name, seed, startedAt });
  return { folder, out, busName: bus.name, seed, provider, link, startedAt };
}

/** Options of a test file, together with the values of the configuration. */
type TestValues = ScenarioSelection &
  Omit<ConfigValues, keyof ScenarioSelection> &
  Pick<DescribeScenariosOptions, "module" | "isolate">;

/** An option that the test file gives wins over the configuration, and over a value that contradicts it. */
function withConfiguration(options: DescribeScenariosOptions): TestValues {
  const { scenarios, variants, reports, ...others } = options;
  const { all: configuredAll, out, ...configured } = configuration;
  const isGiven = scenarios !== undefined;
  const chosen = scenarios ?? configured.scenarios ?? [];
  return {
    ...configured,
    ...others,
    ...optional("out", reports ?? out),
    scenarios: chosen,
    all: chosen.length === 0 || (!isGiven && configuredAll === true),
    variants: variants ?? (isGiven ? [] : (configured.variants ?? [])),
    thorough: !isGiven && variants === undefined && configured.thorough === true,
  };
}

interface TestedVariant {
  readonly bus: BusModule;
  readonly scenario: Scenario;
  readonly variant: Variant;
  readonly values: TestValues;
  readonly place: Place;
}

function createRequest({ bus, scenario, variant, values, place }: TestedVariant): RunRequest {
  const { toxiproxyUrl, toxiproxyListen, messages, ratePerSecond, subscribers } = values;
  const { seed = 1, provider = "auto", link, allowRemote = false } = values;
  return {
    scenarios: [{ scenario, variants: [variant] }],
    bus,
    seed,
    repeat: 1,
    untilFail: false,
    provider,
    allowRemote,
    link: link ?? (toxiproxyUrl === undefined ? "auto" : "toxiproxy"),
    recoveryLimitMs: values.recoveryLimitMs ?? 30_000,
    folder: (title) => foldersIn(place.folder).run(title),
    ...optional("busSource", busSourceOf(bus, values.module)),
    ...optional("isolate", values.isolate),
    ...optional("redisUrl", values.redisUrl),
    ...optional("redisCa", values.redisCa),
    ...optional("redisCert", values.redisCert),
    ...optional("redisKey", values.redisKey),
    ...optional("toxiproxyUrl", toxiproxyUrl),
    ...optional("toxiproxyListen", toxiproxyListen),
    ...optional("messages", messages),
    ...optional("ratePerSecond", ratePerSecond),
    ...optional("subscribers", subscribers),
    ...optional("accepted", values.accepted),
  };
}

/** Returns by which name another process finds the bus. `undefined` for a bus that exists only in this process. */
function busSourceOf(bus: BusModule, module: string | URL | undefined): string | undefined {
  if (module === undefined) return registeredBuses.includes(bus) ? bus.name : undefined;
  const isUrl = typeof module !== "string" || module.startsWith("file:");
  return isUrl ? fileURLToPath(module) : resolve(module);
}

/** Returns an object with the value, or an empty one: a request has no fields that are `undefined`. */
function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]?: Value });
}
