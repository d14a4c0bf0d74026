import { benchOptions, benchWords, checkBenchOptions } from "../command/bench/bench-options.ts";
import { checkOptions } from "../command/check/check-options.ts";
import { defineCommand, type Command } from "../command/command.ts";
import { doctorOptions } from "../command/doctor/doctor-options.ts";
import { explainWords } from "../command/explain/explain-options.ts";
import { checkExploreOptions, exploreOptions } from "../command/explore/explore-options.ts";
import { checkInitOptions, initOptions } from "../command/init/init-options.ts";
import { reportCommandOptions } from "../command/report/report-options.ts";
import { runWord } from "../command/run-word.ts";
import { checkRunOptions, runOptions, runWords } from "../command/run/run-options.ts";
import { checkSelftestOptions, selftestOptions } from "../command/selftest/selftest-options.ts";
import { checkRedisServerOptions, jsonOption } from "../option/shared-options.ts";

/** All commands, in the order of help. */
export const commands = {
  run: defineCommand({
    summary: "run scenarios (the default command)",
    words: runWords,
    options: runOptions,
    check: checkRunOptions,
    configuredExcept: [],
    runsBuses: true,
    load: async () => (await import("../command/run/run-command.ts")).runCommand,
  }),
  init: defineCommand({
    summary: "write a bus module and a configuration for your project, and run it",
    words: {},
    options: initOptions,
    check: checkInitOptions,
    runsBuses: true,
    load: async () => (await import("../command/init/init-command.ts")).initCommand,
  }),
  list: defineCommand({
    summary: "list scenarios, variants and buses",
    words: {},
    options: jsonOption,
    load: async () => (await import("../command/list/list-command.ts")).listCommand,
  }),
  doctor: defineCommand({
    summary: "check what this machine has for runs: Redis, Docker, links",
    words: {},
    options: doctorOptions,
    check: checkRedisServerOptions,
    configuredExcept: [],
    load: async () => (await import("../command/doctor/doctor-command.ts")).doctorCommand,
  }),
  check: defineCommand({
    summary: "judge a stored run again, without Redis",
    words: runWord,
    options: checkOptions,
    load: async () => (await import("../command/check/check-command.ts")).checkCommand,
  }),
  report: defineCommand({
    summary: "print a stored report again",
    words: runWord,
    options: reportCommandOptions,
    load: async () => (await import("../command/report/report-command.ts")).reportCommand,
  }),
  explain: defineCommand({
    summary: "tell what happened to one message of a stored run",
    words: explainWords,
    options: jsonOption,
    load: async () => (await import("../command/explain/explain-command.ts")).explainCommand,
  }),
  explore: defineCommand({
    summary: "break the connection at every command of a small run",
    words: {},
    options: exploreOptions,
    check: checkExploreOptions,
    // Only the embedded link knows commands.
    configuredExcept: ["link", "toxiproxyUrl"],
    runsBuses: true,
    load: async () => (await import("../command/explore/explore-command.ts")).exploreCommand,
  }),
  selftest: defineCommand({
    summary: "let the harness find the bugs planted in its own buses",
    words: {},
    options: selftestOptions,
    check: checkSelftestOptions,
    runsBuses: true,
    load: async () => (await import("../command/selftest/selftest-command.ts")).selftestCommand,
  }),
  bench: defineCommand({
    summary: "measure what a BLOCK timeout costs",
    words: benchWords,
    options: benchOptions,
    check: checkBenchOptions,
    runsBuses: true,
    load: async () => (await import("../command/bench/bench-command.ts")).benchCommand,
  }),
  completion: defineCommand({
    summary: "print a completion script for the shell",
    words: {},
    options: {},
    load: async () =>
      (await import("../command/completion/completion-command.ts")).completionCommand,
  }),
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;
