import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { EnvironmentError, exitCodes } from "../../src/errors.ts";
import { bisectVersions, trialOf, versionsBetween, type Trial } from "./bisect-versions.ts";
import { entries } from "./entries.ts";
import type { LeagueEntry } from "./entry.ts";
import { isLeagueInstalled, notInstalled } from "./installed-version.ts";
import { runAdapter } from "./run-adapter.ts";
import { bisectionsFolder, writeBisection } from "./stored-bisections.ts";

const help = `Finds the first version of a library that fails a run which an older version passes.

  npm run bisect -- --bus NAME --good VERSION --bad VERSION --scenario NAME [options]

  --bus NAME        an adapter of the league, such as bullmq-queue
  --good VERSION    a version that passes
  --bad VERSION     a version that fails; it may be older than the good one
  --scenario NAME   the scenario
  --variant NAME    a variant; may be repeated; the quick ones by default
  --repeat N        runs of each version; it is bad if one of them fails; 3 by default
  --seed N          the first seed; 1 by default

Exit code: 0 found, 1 the ends of the range are not good and bad, 64 wrong usage, 69 npm or the libraries are missing.
`;

const { values } = parseArgs({
  options: {
    bus: { type: "string" },
    good: { type: "string" },
    bad: { type: "string" },
    scenario: { type: "string" },
    variant: { type: "string", multiple: true, default: [] },
    repeat: { type: "string", default: "3" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});
const league = join(import.meta.dirname, "..");
const folder = bisectionsFolder(join(league, "../reports/league"));

// An interrupted bisect leaves no folder behind.
process.once("SIGINT", () => process.exit(exitCodes.interrupted));
process.once("SIGTERM", () => process.exit(exitCodes.terminated));

await main();

async function main(): Promise<void> {
  const { bus, good, bad, scenario } = values;
  const entry = entries.find(({ name }) => name === bus);
  if (values.help) {
    process.stdout.write(help);
  } else if (!entry || !good || !bad || !scenario) {
    const reason = entry || bus === undefined ? "" : `no adapter is called ${bus}\n\n`;
    process.stderr.write(`${reason}${help}`);
    process.exitCode = exitCodes.usage;
  } else {
    try {
      await bisect(entry, { good, bad, scenario });
    } catch (error) {
      const isExpected = error instanceof RangeError || error instanceof EnvironmentError;
      if (!isExpected) throw error;
      process.stderr.write(`${error.message}\n`);
      process.exitCode = error instanceof RangeError ? exitCodes.fail : exitCodes.environment;
    }
  }
}

async function bisect(
  entry: LeagueEntry,
  { good, bad, scenario }: { good: string; bad: string; scenario: string },
): Promise<void> {
  if (!isLeagueInstalled()) throw new EnvironmentError(notInstalled);
  const { library } = entry;
  const versions = versionsBetween(publishedVersions(library), good, bad);
  process.stderr.write(`${versions.length} versions of ${library} from ${good} to ${bad}\n`);
  const startedAt = new Date().toISOString();
  const found = await bisectVersions(versions, (version) => tryVersion(entry, version, scenario));
  const tried = found.tried.map(({ version, trial }) => `${version} ${trial}`).join(", ");
  writeBisection(folder, {
    bus: entry.name,
    library,
    command: `npm run bisect -- ${process.argv.slice(2).join(" ")}`,
    startedAt,
    ...found,
    tried: [...found.tried],
  });
  process.stdout.write(
    `the first bad version of ${library} is ${found.firstBad}; ${found.lastGood} is good\ntried: ${tried}\n`,
  );
}

function publishedVersions(library: string): string[] {
  const versions: unknown = JSON.parse(npm(["view", library, "versions", "--json"], league));
  return Array.isArray(versions) ? versions.map(String) : [String(versions)];
}

/**
 * Installs a version in a folder of its own, runs the adapter there, and removes the folder. The folder is
 * inside the league, so that the adapter finds the other libraries where it always does.
 */
async function tryVersion(
  { name, library, load }: LeagueEntry,
  version: string,
  scenario: string,
): Promise<Trial> {
  const trialFolder = mkdtempSync(join(league, ".bisect-"));
  const remove = (): void => rmSync(trialFolder, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    install(trialFolder, library, version);
    const report = await runAdapter({
      adapter: join(trialFolder, `adapters/${name}.ts`),
      scenario,
      variants: values.variant,
      load,
      repeat: Number(values.repeat),
      seed: Number(values.seed),
      out: join(folder, `${library.replaceAll("/", "-")}-${version}`),
    });
    const trial = trialOf(version, report.results);
    process.stderr.write(`${library} ${version}: ${report.verdict}, so ${trial}\n`);
    return trial;
  } finally {
    remove();
    process.off("exit", remove);
  }
}

function install(trialFolder: string, library: string, version: string): void {
  cpSync(join(league, "adapters"), join(trialFolder, "adapters"), { recursive: true });
  const description = {
    name: "league-bisect",
    private: true,
    type: "module",
    dependencies: { [library]: version },
  };
  writeFileSync(join(trialFolder, "package.json"), JSON.stringify(description));
  npm(["install", "--no-audit", "--no-fund", "--ignore-scripts"], trialFolder);
}

/** Runs npm and returns its output. */
function npm(parameters: readonly string[], cwd: string): string {
  try {
    const stdio = ["ignore", "pipe", "inherit"] as const;
    return execFileSync("npm", parameters, { cwd, encoding: "utf8", stdio: [...stdio] });
  } catch (cause) {
    throw new EnvironmentError(`npm ${parameters.join(" ")} failed`, { cause });
  }
}
