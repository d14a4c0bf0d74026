import { sharedDefaults, type RawOptions } from "../option/shared-options.ts";
import { choice, flag, textValue, url } from "../option/values.ts";
import type { Output } from "../process/output.ts";
import { readRunOptions } from "./run/run-options.ts";

/** Runs one command and returns its exit code. Each is imported only when it is used. */
export type Command = (raw: RawOptions, output: Output) => Promise<number>;

export const commands = {
  run: async (raw, output) => {
    const options = readRunOptions(raw);
    return await (await import("./run/run-command.ts")).runCommand(options, output);
  },
  list: async (raw, output) => {
    const options = { json: flag("--json", raw["json"]) };
    return await (await import("./list/list-command.ts")).listCommand(options, output);
  },
  doctor: async (raw, output) => {
    const options = {
      clean: flag("--clean", raw["clean"]),
      json: flag("--json", raw["json"]),
      out: textValue("--out", raw["out"]) ?? sharedDefaults.out,
      redisUrl: url("--redis-url", raw["redis-url"], ["redis", "rediss"]),
      toxiproxyUrl: url("--toxiproxy-url", raw["toxiproxy-url"], ["http", "https"]),
    };
    return await (await import("./doctor/doctor-command.ts")).doctorCommand(options, output);
  },
  check: async (raw, output) => {
    const options = {
      run: textValue("RUN", raw["RUN"]) ?? "",
      json: flag("--json", raw["json"]),
      verbose: flag("--verbose", raw["verbose"]),
    };
    return (await import("./check/check-command.ts")).checkCommand(options, output);
  },
  report: async (raw, output) => {
    const { reportCommand, reportFormats } = await import("./report/report-command.ts");
    const options = {
      run: textValue("RUN", raw["RUN"]) ?? "",
      format: choice("--format", raw["format"], reportFormats) ?? "terminal",
      verbose: flag("--verbose", raw["verbose"]),
    };
    return await reportCommand(options, output);
  },
  explain: async (raw, output) => {
    const options = {
      run: textValue("RUN", raw["RUN"]) ?? "",
      message: textValue("MESSAGE", raw["MESSAGE"]) ?? "",
      json: flag("--json", raw["json"]),
    };
    return (await import("./explain/explain-command.ts")).explainCommand(options, output);
  },
  explore: async (raw, output) => {
    const { readExploreOptions } = await import("./explore/explore-options.ts");
    const options = readExploreOptions(raw);
    return await (await import("./explore/explore-command.ts")).exploreCommand(options, output);
  },
  selftest: async (raw, output) => {
    const { readSelftestOptions } = await import("./selftest/selftest-options.ts");
    const options = readSelftestOptions(raw);
    return await (await import("./selftest/selftest-command.ts")).selftestCommand(options, output);
  },
  bench: async (raw, output) => {
    const { readBenchOptions } = await import("./bench/bench-options.ts");
    const options = readBenchOptions(raw);
    const { benchCommand } = await import("./bench/bench-command.ts");
    return await benchCommand(options, output);
  },
} as const satisfies Record<string, Command>;
