import { bounds } from "../../../config/bounds.ts";
import { UsageError } from "../../../errors.ts";
import { userCommand } from "../../../user-command.ts";
import { optionGroup, optionList, type ValuesOf } from "../../option/option.ts";
import {
  busOption,
  checkRedisOptions,
  checkReportOptions,
  colourOption,
  configOption,
  isolateOption,
  keepOption,
  linkOption,
  redisOptions,
  refuseBoth,
  reportOptions,
  seedOption,
  toxiproxyOption,
} from "../../option/shared-options.ts";

/** `--repeat` if it is not given: once, or with `--until-fail` this often. */
export const defaultRepeats = { always: 1, untilFail: 100, forTime: 5000 } as const;

/** The words after the name of the command. They go to the values of `--scenario`. */
export const runWords = optionList({
  names: {
    name: "scenarios",
    kind: "list",
    suggests: "scenarios",
    help: "scenarios to run, or single variants such as restart/sigterm-1s",
  },
});

const selectionOptions = optionGroup("Runs:", {
  scenarios: {
    name: "scenario",
    kind: "list",
    suggests: "scenarios",
    help: "a scenario to run, or a variant such as restart/sigterm-1s; may be repeated",
  },
  all: { name: "all", kind: "flag", help: "run all scenarios" },
  variants: {
    name: "variant",
    kind: "list",
    suggests: "variants",
    help: "only these variants; may be repeated",
  },
  thorough: { name: "thorough", kind: "flag", help: "run the slow variants too" },
});

/** The options that go into a `RunRequest` under the same names; the dry run prints them. */
export const requestOptions = {
  ...optionGroup("Runs:", {
    ...busOption,
    ...seedOption,
    repeat: {
      name: "repeat",
      kind: "count",
      ...bounds.repeat,
      defaultText: String(defaultRepeats.always),
      help: "run each variant with this many seeds, counted up from --seed",
    },
    forMs: {
      name: "for",
      kind: "duration",
      from: 1,
      to: 86_400_000,
      help: "repeat with more seeds, and start no run after this time, such as 10m",
    },
    untilFail: {
      name: "until-fail",
      kind: "flag",
      defaultText: String(defaultRepeats.untilFail),
      help: "stop after the first run that does not pass, at most --repeat runs",
    },
  }),
  ...optionGroup("Environment:", {
    ...isolateOption,
    ...redisOptions,
    link: { ...linkOption.link, defaultText: "auto" },
    ...toxiproxyOption,
  }),
  ...optionGroup("Load:", {
    messages: {
      name: "messages",
      kind: "count",
      ...bounds.messages,
      defaultText: "as the scenario says",
      help: "messages per publisher; with faults, the least number",
    },
    ratePerSecond: {
      name: "rate",
      kind: "count",
      ...bounds.ratePerSecond,
      defaultText: "as the scenario says",
      help: "messages per second and publisher",
    },
    subscribers: {
      name: "subscribers",
      kind: "count",
      ...bounds.subscribers,
      defaultText: "as the scenario says",
      help: "groups, with one subscriber each",
    },
    recoveryLimitMs: {
      name: "recovery-within",
      kind: "duration",
      ...bounds.recoveryLimitMs,
      default: 30_000,
      help: "limit of the recovery, such as 500ms, 30s or 2m",
    },
  }),
};

/** The options that decide what is run. The command that repeats a run names them. */
export const repeatedRunOptions = {
  ...optionGroup("Runs:", configOption),
  ...selectionOptions,
  ...requestOptions,
};

export const runOptions = {
  ...repeatedRunOptions,
  ...optionGroup("Output:", {
    ...reportOptions,
    ...keepOption,
    dryRun: {
      name: "dry-run",
      kind: "flag",
      help: "print the options and the fault plan, start nothing",
    },
    ...colourOption,
  }),
};

/** Values of the options of `run`. Names of scenarios, variants and buses are not looked up yet. */
export type RunValues = ValuesOf<typeof runOptions>;

/** @throws UsageError for options that contradict each other, or if no scenario is named. */
export function checkRunOptions(values: RunValues): void {
  const { scenarios, all, variants, thorough, link, toxiproxyUrl } = values;
  if (scenarios.length === 0 && !all) {
    throw new UsageError("name a scenario, or run --all", {
      hint: `Such as \`${userCommand("restart")}\`; \`${userCommand("list")}\` shows them all.`,
    });
  }
  refuseBoth(["--scenario", scenarios.length > 0], ["--all", all]);
  refuseBoth(["--variant", variants.length > 0], ["--thorough", thorough]);
  refuseBoth(
    [`--link ${link}`, link !== undefined && link !== "toxiproxy"],
    ["--toxiproxy-url", toxiproxyUrl !== undefined],
  );
  checkRedisOptions(values);
  checkReportOptions(values);
}
