import type { Options } from "yargs";

import { secondActs } from "../../explore/faults-at-command.ts";
import { actText } from "../../faults/command/command-acts.ts";
import { exploreDefaults } from "../command/explore/explore-defaults.ts";
import { linkNames, runDefaults } from "../command/run/run-options.ts";
import { providerNames } from "./shared-options.ts";

// Every value is declared as text: yargs turns a bad number silently into NaN, and the error of a
// choice or a coercion that it reports itself loses its hint. `readRunOptions` and its like check them all.

/** Known to every command. */
export const colourOption = { "no-color": flag("never colour the output") };

const busOption = { bus: text(`a registered bus or the path of a module (${runDefaults.bus})`) };

const redisOptions: Record<string, Options> = {
  provider: text(`where Redis comes from: ${providerNames.join(", ")} (auto)`),
  "redis-url": text("a Redis that runs already, for the provider external"),
  "allow-remote": flag("permit a --redis-url that is not on this machine"),
};

const reportOptions: Record<string, Options> = {
  out: text(`where reports are written (${runDefaults.out})`),
  json: flag("print the report as one JSON object on standard output"),
  junit: text("write JUnit XML to this file"),
  quiet: { ...flag("print only the verdict"), alias: "q" },
  verbose: flag("print the evidence of each fault, and stacks of errors"),
};

const what: Record<string, Options> = {
  scenario: many("a scenario to run; may be repeated"),
  all: flag("run all scenarios"),
  variant: many("only these variants; may be repeated"),
  thorough: flag("run the slow variants too"),
  ...busOption,
  seed: text("repeat the random choices of an earlier run (a fresh one)"),
  repeat: text("run each variant so many times (1)"),
  "until-fail": flag(
    `stop after the first run that does not pass, at most --repeat runs (${runDefaults.repeatUntilFail})`,
  ),
};

const ground: Record<string, Options> = {
  ...redisOptions,
  link: text(`what faults are laid on: ${linkNames.join(", ")} (auto)`),
  "toxiproxy-url": text("a Toxiproxy that runs already"),
};

const load: Record<string, Options> = {
  messages: text("messages per publisher (as the scenario says)"),
  rate: text("messages per second and publisher (as the scenario says)"),
  subscribers: text("groups, with one subscriber each (as the scenario says)"),
  "recovery-within": text("limit of the recovery, such as 500ms, 30s or 2m (30s)"),
};

const output: Record<string, Options> = {
  ...reportOptions,
  "dry-run": flag("print the options and the fault plan, start nothing"),
  ...colourOption,
};

/** The options of `chaos run` in the groups in which help shows them. */
export const optionGroups = {
  "What is run:": what,
  "What it stands on:": ground,
  "Load:": load,
  "Output:": output,
} as const satisfies Record<string, Record<string, Options>>;

export const runOptionList: Readonly<Record<string, Options>> = Object.fromEntries(
  Object.entries(optionGroups).flatMap(([group, options]) =>
    Object.entries(options).map(([name, option]) => [name, { ...option, group }]),
  ),
);

function text(description: string): Options {
  return { type: "string", requiresArg: true, description };
}

function flag(description: string): Options {
  return { type: "boolean", description };
}

function many(description: string): Options {
  return { type: "string", array: true, requiresArg: true, description };
}

export const jsonOption = { json: flag("print one JSON object on standard output") };
export const verboseOption = { verbose: flag("print the evidence of each fault too") };
export const formatOption = { format: text("terminal, markdown or junit (terminal)") };

export const benchOptionList: Readonly<Record<string, Options>> = {
  quick: flag("in less than a minute (the default)"),
  full: flag("every combination, with longer windows and more samples: some five minutes"),
  provider: text(`where Redis comes from: ${providerNames.join(", ")} (auto)`),
  "redis-url": text("a Redis that runs already; others who use it are counted too"),
  "allow-remote": flag("permit a --redis-url that is not on this machine"),
  out: text(`where reports are written (${runDefaults.out})`),
  ...jsonOption,
};

export const exploreOptionList: Readonly<Record<string, Options>> = {
  ...busOption,
  point: many("only the point of this token, told in full; may be repeated"),
  only: text("only points whose token matches, such as 'XADD*before-reply'"),
  handshakes: flag("also the commands that set a connection up"),
  depth: text("2: with a second fault on the way back from the first (1)"),
  "second-act": many(
    `what the second fault does; may be repeated (${secondActs.map(actText).join(", ")})`,
  ),
  budget: text("begin no point later than this, such as 60s"),
  jobs: text(`runs at once (${exploreDefaults.jobs})`),
  seed: text("the order of the points (a fresh one)"),
  ...redisOptions,
  link: text("embedded; no other knows commands"),
  "recovery-within": text("how long nothing may move, such as 5s (5s; 10s with --depth 2)"),
  ...reportOptions,
};

export const selftestOptionList: Readonly<Record<string, Options>> = {
  canary: flag("one bus for each scenario, in less than half a minute"),
  full: flag("every bus through every scenario, for the whole matrix"),
  only: text("only this bus of the zoo"),
  seed: text("the first seed (1)"),
  out: text(`where reports are written (${runDefaults.out})`),
  quiet: { ...flag("print only what is wrong, and the verdict"), alias: "q" },
  ...jsonOption,
};

export const doctorOptionList: Readonly<Record<string, Options>> = {
  clean: flag("remove what runs that are gone left behind"),
  "redis-url": text("look at this Redis too"),
  "toxiproxy-url": text("look at this Toxiproxy too"),
  out: text(`the folder reports would be written to (${runDefaults.out})`),
  ...jsonOption,
};
