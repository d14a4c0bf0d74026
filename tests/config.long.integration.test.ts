import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { runChaos } from "./support/run-chaos.ts";

const silentBus = (name: string) =>
  `{ name: "${name}", guarantees: { delivery: "at-most-once" }, open: async () => ({}) }`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bus-chaos-config-"));
  write("chaos/my-bus.mjs", `export const bus = ${silentBus("mine")};`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** Returns the options and runs that a command resolves to, and the command that repeats it. */
async function dryRun(...words: string[]): Promise<DryRun> {
  const { exitCode, stdout, stderr } = await runChaos(folder, [...words, "--dry-run", "--json"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout) as DryRun;
}

interface DryRun {
  readonly command: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly runs: readonly { readonly scenario: string; readonly variant: string }[];
}

/** Returns the words after the program in the command that repeats a run. */
function repeated({ command }: DryRun): string[] {
  return command.replace(/^.*?cli\.ts /u, "").split(" ");
}

const config = `export default {
  bus: "./chaos/my-bus.mjs", scenarios: ["restart/sigterm-1s"], seed: 7, repeat: 2, recoveryWithin: "5s",
};`;

describe("chaos.config in the current folder", () => {
  test("a command without options runs what the configuration says", async () => {
    write("chaos.config.ts", config);
    const { options, runs } = await dryRun();
    expect(options).toMatchObject({ bus: "mine", seed: 7, repeat: 2, recoveryLimitMs: 5_000 });
    expect(runs.map(({ scenario, variant }) => `${scenario}/${variant}`)).toEqual([
      "restart/sigterm-1s",
      "restart/sigterm-1s",
    ]);
  });

  test("the command that repeats a run gives the same run with the same configuration", async () => {
    write("chaos.config.ts", config);
    for (const words of [
      [],
      ["partition/reset"],
      ["--recovery-within", "30s", "--repeat", "1"],
      ["--bus", "streams", "--link", "embedded"],
      ["leak", "--thorough", "--seed", "1"],
    ]) {
      const first = await dryRun(...words);
      expect(await dryRun(...repeated(first))).toEqual(first);
    }
  });

  test("an option wins over the configuration", async () => {
    write("chaos.config.ts", config);
    const { options, runs } = await dryRun("leak", "--bus", "streams", "--repeat", "1");
    expect(options).toMatchObject({ bus: "streams", seed: 7, repeat: 1 });
    expect(new Set(runs.map(({ scenario }) => scenario))).toEqual(new Set(["leak"]));
  });

  test("a named scenario replaces the variants of the configuration, and --variant its variants alone", async () => {
    write(
      "chaos.config.mjs",
      'export default { scenarios: ["restart"], variants: ["sigkill-1s"] };',
    );
    expect((await dryRun("partition")).runs.length).toBeGreaterThan(1);
    const { runs } = await dryRun("--variant", "sigterm-1s");
    expect(runs).toMatchObject([{ scenario: "restart", variant: "sigterm-1s" }]);
  });

  test("a value that an option contradicts is left out", async () => {
    const url = '"redis://127.0.0.1:6379"';
    write("chaos.config.cjs", `module.exports = { scenarios: ["leak"], redisUrl: ${url} };`);
    expect((await dryRun()).options).toMatchObject({ provider: "external" });
    const { options } = await dryRun("--provider", "process");
    expect(options).toMatchObject({ provider: "process", redisUrl: "none" });
  });

  test("files for TLS are relative to the configuration, and left out for a Redis without TLS", async () => {
    const url = "rediss://127.0.0.1:6380";
    const values = { scenarios: ["leak"], redisUrl: url, redisCa: "ca.crt" };
    write("chaos/tls.mjs", `export default ${JSON.stringify(values)};`);
    const configured = ["--config", "chaos/tls.mjs"];
    const redisCa = join("chaos", "ca.crt");
    expect((await dryRun(...configured)).options).toMatchObject({ redisUrl: url, redisCa });
    const other = ["--redis-url", "rediss://:hush@127.0.0.1:1"];
    expect((await dryRun(...configured, ...other)).options).toMatchObject({ redisCa });
    for (const words of [
      ["--redis-url", "redis://127.0.0.1:1"],
      ["--provider", "process"],
    ]) {
      const { options } = await dryRun(...configured, ...words);
      expect(options).toMatchObject({ redisCa: null });
    }
  });

  test.each(["ts", "mts", "mjs"])(
    "chaos.config.%s may hold the bus itself, and the repeated command finds it",
    async (extension) => {
      write(
        `chaos.config.${extension}`,
        `export default { bus: ${silentBus("inline")}, scenarios: ["leak"] };`,
      );
      const first = await dryRun();
      expect(first.options).toMatchObject({ bus: "inline" });
      expect(await dryRun(...repeated(first))).toEqual(first);
    },
  );
});

test("doctor checks the Redis of the configuration", async () => {
  write("chaos.config.mjs", 'export default { redisUrl: "redis://127.0.0.1:1" };');
  const { exitCode, stdout } = await runChaos(folder, ["doctor", "--json"]);
  const { checks } = JSON.parse(stdout);
  expect(checks).toContainEqual(expect.objectContaining({ name: "redis url", status: "problem" }));
  expect(exitCode).toBe(69);
});

describe("--config", () => {
  test("--config names another file, whose paths are relative to its own folder", async () => {
    write("chaos.config.ts", "throw new Error('not this one');");
    write(
      "chaos/nightly.mjs",
      'export default { bus: "./my-bus.mjs", scenarios: ["leak"], seed: 3 };',
    );
    const first = await dryRun("--config", "chaos/nightly.mjs");
    expect(first.options).toMatchObject({ bus: "mine", seed: 3 });
    expect(first.command).toContain("--config chaos/nightly.mjs");
    expect(await dryRun(...repeated(first))).toEqual(first);
  });

  test("the first line of a run says which configuration was read", async () => {
    write(
      "nightly.mjs",
      'export default { scenarios: ["leak"], redisUrl: "redis://127.0.0.1:1" };',
    );
    const { exitCode, stderr } = await runChaos(folder, ["--config", "nightly.mjs"]);
    expect(exitCode).toBe(69);
    expect(stderr).toMatch(/^chaos: leak on streams, seed \d+, config nightly\.mjs, reports/u);
  });
});

test.each<[Readonly<Record<string, string>>, string[], string]>([
  [{ "chaos.config.ts": "export default { senarios: [] };" }, [], "Did you mean scenarios?"],
  [{ "chaos.config.ts": "export default { seed: 'x' };" }, [], "seed must be a whole number"],
  [{ "chaos.config.ts": 'export default { scenarios: ["restrt"] };' }, [], "Did you mean restart?"],
  [
    { "chaos.config.mjs": 'export default { redisUrl: "nowhere", scenarios: ["leak"] };' },
    [],
    "redisUrl is not a redis",
  ],
  [{ "chaos.config.ts": "export const config = {};" }, [], "has no default export"],
  [
    { "chaos.config.ts": "export default {};", "chaos.config.mjs": "export default {};" },
    [],
    "there are several configurations: chaos.config.mjs, chaos.config.ts",
  ],
  [{}, ["--config", "missing.ts", "--all"], "there is no configuration at"],
])("the files %j and the words %j end with 64 and: %s", async (files, words, message) => {
  for (const [name, text] of Object.entries(files)) write(name, text);
  const { exitCode, stdout, stderr } = await runChaos(folder, words);
  expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: "" });
  expect(stderr).toContain(message);
});
