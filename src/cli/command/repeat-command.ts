import { redactUrl } from "../../fixtures/redact-url.ts";
import { quote, userCommand } from "../../user-command.ts";
import type { RedisOptions } from "../option/shared-options.ts";
import { runDefaults, type RunOptions } from "./run/run-options.ts";

/** The exact command that repeats the run; a password in a URL is masked and must be put back. */
export function repeatCommand(options: RunOptions, seed: number): string {
  return [
    userCommand(),
    ...selectionWords(options),
    ...valueWords([
      ["--bus", options.bus],
      ["--seed", seed],
      ...redisValues(options),
      ["--link", options.link, "auto"],
      ["--toxiproxy-url", options.toxiproxyUrl && redactUrl(options.toxiproxyUrl)],
      ["--messages", options.messages],
      ["--rate", options.ratePerSecond],
      ["--subscribers", options.subscribers],
      ["--recovery-within", `${options.recoveryLimitMs}ms`, `${runDefaults.recoveryLimitMs}ms`],
      ["--repeat", options.repeat, standardRepeat(options)],
    ]),
    ...flagWords({ "--until-fail": options.untilFail, "--allow-remote": options.allowRemote }),
  ].join(" ");
}

/** An option with its value, and the one that need not be said. */
export type OptionValue = readonly [
  option: string,
  value: string | number | undefined,
  standard?: string | number,
];

/** The words for all values that are there and not the standard ones. */
export function valueWords(values: readonly OptionValue[]): string[] {
  return values.flatMap(([option, value, standard]) =>
    value === undefined || value === standard ? [] : [option, quote(String(value))],
  );
}

export function flagWords(flags: Readonly<Record<string, boolean>>): string[] {
  return Object.keys(flags).filter((option) => flags[option]);
}

/** Where Redis comes from; a URL says that it is external. */
export function redisValues({ provider, redisUrl }: RedisOptions): readonly OptionValue[] {
  return redisUrl === undefined
    ? [["--provider", provider, "auto"]]
    : [["--redis-url", redactUrl(redisUrl)]];
}

function standardRepeat({ untilFail }: RunOptions): number {
  return untilFail ? runDefaults.repeatUntilFail : runDefaults.repeat;
}

function selectionWords({ scenarios, all, variants, thorough }: RunOptions): string[] {
  return [
    ...scenarios.flatMap((name) => ["--scenario", quote(name)]),
    ...(all ? ["--all"] : []),
    ...variants.flatMap((name) => ["--variant", quote(name)]),
    ...(thorough ? ["--thorough"] : []),
  ];
}
