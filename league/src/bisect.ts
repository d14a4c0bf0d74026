import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { bisectVersions, versionsBetween, type Trial } from "./bisect-versions.ts";
import { entries } from "./entries.ts";
import { runAdapter } from "./run-adapter.ts";

const help = `Finds the first version of a library that fails a run which an older version passes.

  npm run bisect -- --bus NAME --good VERSION --bad VERSION --scenario NAME [options]

  --bus NAME        an adapter of the league, such as bullmq-queue
  --good VERSION    a version that passes
  --bad VERSION     a version that fails; it may be older than the good one
  --scenario NAME   the scenario
  --variant NAME    a variant; may be repeated; the quick ones by default
  --repeat N        runs of each version; it is bad if one of them fails; 3 by default
  --seed N          the first seed; 1 by default

Exit code: 0 found, 1 the ends of the range are not good and bad, 64 wrong usage.
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

await main();

async function main(): Promise<void> {
  const { bus, good, bad, scenario } = values;
  const entry = entries.find(({ name }) => name === bus);
  if (values.help || !entry || !good || !bad || !scenario) {
    (values.help ? process.stdout : process.stderr).write(help);
    process.exitCode = values.help ? 0 : 64;
    return;
  }
  const versions = versionsBetween(publishedVersions(entry.library), good, bad);
  process.stderr.write(`${versions.length} versions of ${entry.library} from ${good} to ${bad}\n`);
  try {
    const found = await bisectVersions(versions, (version) => tryVersion(entry, version, scenario));
    const tried = found.tried.map(({ version, trial }) => `${version} ${trial}`).join(", ");
    process.stdout.write(
      `the first bad version of ${entry.library} is ${found.firstBad}; ${found.lastGood} is good\ntried: ${tried}\n`,
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

function publishedVersions(library: string): string[] {
  const output = execFileSync("npm", ["view", library, "versions", "--json"], { encoding: "utf8" });
  const versions: unknown = JSON.parse(output);
  return Array.isArray(versions) ? versions.map(String) : [String(versions)];
}

/** Installs a version in a folder of its own, runs the adapter there, and removes the folder. */
async function tryVersion(
  { name, library }: { readonly name: string; readonly library: string },
  version: string,
  scenario: string,
): Promise<Trial> {
  // Inside the league, so that the types of the adapters still lead to the contract.
  const folder = mkdtempSync(join(league, ".bisect-"));
  try {
    install(folder, library, version);
    const report = await runAdapter({
      adapter: join(folder, `adapters/${name}.ts`),
      scenarios: [scenario],
      variants: values.variant,
      repeat: Number(values.repeat),
      seed: Number(values.seed),
      out: join(league, `../reports/league/bisect/${library.replaceAll("/", "-")}-${version}`),
    });
    const trial = report.verdict === "fail" ? "bad" : "good";
    process.stderr.write(`${library} ${version}: ${report.verdict}, so ${trial}\n`);
    return trial;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function install(folder: string, library: string, version: string): void {
  cpSync(join(league, "adapters"), join(folder, "adapters"), { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(join(league, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const wanted = { ...dependencies, [library]: version };
  const description = {
    name: "league-bisect",
    private: true,
    type: "module",
    dependencies: wanted,
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(description));
  const parameters = [
    "install",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--legacy-peer-deps",
  ];
  execFileSync("npm", parameters, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
}
