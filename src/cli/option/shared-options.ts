import {
  bounds,
  keptNames,
  linkNames,
  providerNames,
  toxiproxyListenNames,
} from "../../config/bounds.ts";
import { UsageError } from "../../errors.ts";
import { optionList, type ValuesOf } from "./option.ts";

/** Every command takes it. `main` looks for it before the command line is parsed. */
export const colourOption = optionList({
  noColor: { name: "no-color", kind: "flag", help: "never colour the output" },
});

export const busOption = optionList({
  bus: {
    name: "bus",
    kind: "text",
    default: "streams",
    suggests: "buses",
    alwaysRepeated: true,
    help: "a registered bus or the path of a module",
  },
});

/** The configuration file. Commands that take it read their defaults from it. */
export const configOption = optionList({
  config: {
    name: "config",
    kind: "text",
    defaultText: "chaos.config.ts if there is one",
    help: "a file with values for the options that are not given",
  },
});

/** A seed that the command draws if none is given. */
export const seedOption = optionList({
  seed: {
    name: "seed",
    kind: "count",
    ...bounds.seed,
    defaultText: "a fresh one",
    alwaysRepeated: true,
    help: "the same seed gives the same fault plan",
  },
});

/** A Redis that runs already. */
export const redisServerOptions = optionList({
  redisUrl: {
    name: "redis-url",
    kind: "url",
    schemes: ["redis", "rediss"],
    help: "a Redis that runs already, for the provider external",
  },
  redisCa: {
    name: "redis-ca",
    kind: "text",
    help: "the PEM file of the authority to trust, for a rediss URL",
  },
  redisCert: {
    name: "redis-cert",
    kind: "text",
    help: "the PEM file of a client certificate, for a rediss URL",
  },
  redisKey: {
    name: "redis-key",
    kind: "text",
    help: "the PEM file of the key of that certificate",
  },
});

/** The provider of Redis. */
export const redisOptions = optionList({
  provider: {
    name: "provider",
    kind: "choice",
    names: providerNames,
    default: "auto",
    help: `where Redis comes from: ${providerNames.join(", ")}`,
  },
  ...redisServerOptions,
  allowRemote: {
    name: "allow-remote",
    kind: "flag",
    help: "permit a --redis-url that is not on this machine",
  },
});

type RedisValues = ValuesOf<typeof redisOptions>;

/** @throws UsageError if a file for TLS is given without a URL that uses TLS. */
export function checkRedisServerOptions(values: ValuesOf<typeof redisServerOptions>): void {
  if (/^rediss:/iu.test(values.redisUrl ?? "")) return;
  const given = [
    ["--redis-ca", values.redisCa],
    ["--redis-cert", values.redisCert],
    ["--redis-key", values.redisKey],
  ].find(([, value]) => value !== undefined);
  if (!given) return;
  throw new UsageError(`${given[0]} is only for a --redis-url with TLS`, {
    hint: "Write --redis-url rediss://host:port.",
  });
}

/** @throws UsageError if the provider, the URL and the files contradict each other. */
export function checkRedisOptions(values: RedisValues): void {
  const { provider, redisUrl } = values;
  checkRedisServerOptions(values);
  if (provider === "external" && redisUrl === undefined) {
    throw new UsageError("--provider external needs --redis-url", {
      hint: "Name the server, such as --redis-url redis://127.0.0.1:6379.",
    });
  }
  refuseBoth(
    [`--provider ${provider}`, provider === "process" || provider === "docker"],
    ["--redis-url", redisUrl !== undefined],
  );
}

/** Returns the provider that the options mean: a URL means `external`. */
export function chosenProvider({ provider, redisUrl }: RedisValues): RedisValues["provider"] {
  return redisUrl === undefined ? provider : "external";
}

/** The link, without a default: a Toxiproxy's URL or the command decides if it is not given. */
export const linkOption = optionList({
  link: {
    name: "link",
    kind: "choice",
    names: linkNames,
    help: `which link injects the faults: ${linkNames.join(", ")}`,
  },
});

export const toxiproxyOption = optionList({
  toxiproxyUrl: {
    name: "toxiproxy-url",
    kind: "url",
    schemes: ["http", "https"],
    help: "a Toxiproxy that runs already",
  },
  toxiproxyListen: {
    name: "toxiproxy-listen",
    kind: "choice",
    names: toxiproxyListenNames,
    default: "127.0.0.1",
    help: "where the proxies of that Toxiproxy listen; in a container it must be 0.0.0.0",
  },
});

export const outOption = optionList({
  out: { name: "out", kind: "text", default: "reports", help: "where reports are written" },
});

export const jsonOption = optionList({
  json: { name: "json", kind: "flag", help: "print one JSON object on standard output" },
});

export const verboseOption = optionList({
  verbose: { name: "verbose", kind: "flag", help: "print the evidence of each fault too" },
});

export const isolateOption = optionList({
  isolate: {
    name: "isolate",
    kind: "flag",
    help: "give every role a process of its own, as services have one",
  },
});

export const keepOption = optionList({
  keep: {
    name: "keep",
    kind: "choice",
    names: keptNames,
    default: "all",
    help: "which histories stay: all (of runs that passed compressed), or failed",
  },
});

/** The place of the report, and how much of it is printed. */
export const reportOptions = optionList({
  ...outOption,
  json: { ...jsonOption.json, help: "print the report as one JSON object on standard output" },
  junit: { name: "junit", kind: "text", help: "write JUnit XML to this file" },
  keepReports: {
    name: "keep-reports",
    kind: "count",
    ...bounds.keepReports,
    default: 20,
    help: "how many reports stay below --out, the newest; 0 keeps all",
  },
  ctrf: { name: "ctrf", kind: "text", help: "write the report as CTRF JSON to this file" },
  quiet: {
    name: "quiet",
    kind: "flag",
    short: "q",
    help: "print only the verdict and the runs that did not pass",
  },
  verbose: {
    ...verboseOption.verbose,
    help: "print the evidence of each fault, and stacks of errors",
  },
});

export type ReportValues = ValuesOf<typeof reportOptions>;

/** @throws UsageError if the options contradict each other. */
export function checkReportOptions({ quiet, verbose }: ReportValues): void {
  refuseBoth(["--quiet", quiet], ["--verbose", verbose]);
}

type Given = readonly [typed: string, given: boolean];

/** @throws UsageError if both were given. */
export function refuseBoth(one: Given, other: Given): void {
  if (!one[1] || !other[1]) return;
  throw new UsageError(`${one[0]} and ${other[0]} exclude each other`, {
    hint: `Leave out ${one[0]} or ${other[0]}.`,
  });
}
