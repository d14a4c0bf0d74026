import { jsonOption } from "../option/shared-options.ts";
import { benchOptions, benchWords, checkBenchOptions } from "./bench/bench-options.ts";
import { checkOptions } from "./check/check-options.ts";
import { defineCommand, type Command } from "./command.ts";
import { doctorOptions } from "./doctor/doctor-options.ts";
import { explainWords } from "./explain/explain-options.ts";
import { checkExploreOptions, exploreOptions } from "./explore/explore-options.ts";
import { reportCommandOptions } from "./report/report-options.ts";
import { runWord } from "./run-word.ts";
import { checkRunOptions, runOptions } from "./run/run-options.ts";
import { checkSelftestOptions, selftestOptions } from "./selftest/selftest-options.ts";

/** All commands, in the order of help. */
export const commands = {
  run: defineCommand({
    summary: "run scenarios (the default command)",
    words: {},
    options: runOptions,
    check: checkRunOptions,
    runsBuses: true,
    load: async () => (await import("./run/run-command.ts")).runCommand,
  }),
  list: defineCommand({
    summary: "list scenarios, variants and buses",
    words: {},
    options: jsonOption,
    load: async () => (await import("./list/list-command.ts")).listCommand,
  }),
  doctor: defineCommand({
    summary: "check what this machine has for runs: Redis, Docker, links",
    words: {},
    options: doctorOptions,
    load: async () => (await import("./doctor/doctor-command.ts")).doctorCommand,
  }),
  check: defineCommand({
    summary: "judge a stored run again, without Redis",
    words: runWord,
    options: checkOptions,
    load: async () => (await import("./check/check-command.ts")).checkCommand,
  }),
  report: defineCommand({
    summary: "print a stored report again",
    words: runWord,
    options: reportCommandOptions,
    load: async () => (await import("./report/report-command.ts")).reportCommand,
  }),
  explain: defineCommand({
    summary: "tell what happened to one message of a stored run",
    words: explainWords,
    options: jsonOption,
    load: async () => (await import("./explain/explain-command.ts")).explainCommand,
  }),
  explore: defineCommand({
    summary: "break the connection at every command of a small run",
    words: {},
    options: exploreOptions,
    check: checkExploreOptions,
    runsBuses: true,
    load: async () => (await import("./explore/explore-command.ts")).exploreCommand,
  }),
  selftest: defineCommand({
    summary: "let the harness find the bugs planted in its own buses",
    words: {},
    options: selftestOptions,
    check: checkSelftestOptions,
    runsBuses: true,
    load: async () => (await import("./selftest/selftest-command.ts")).selftestCommand,
  }),
  bench: defineCommand({
    summary: "measure what a BLOCK timeout costs",
    words: benchWords,
    options: benchOptions,
    check: checkBenchOptions,
    runsBuses: true,
    load: async () => (await import("./bench/bench-command.ts")).benchCommand,
  }),
  completion: defineCommand({
    summary: "print a completion script for the shell",
    words: {},
    options: {},
    load: async () => (await import("./completion/completion-command.ts")).completionCommand,
  }),
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;
