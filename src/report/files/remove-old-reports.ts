import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** The folder of a command begins with its start: `20261121T100000Z-streams-42`. */
const commandFolder = /^\d{8}T\d{6}Z-/u;

/**
 * Removes the folders of the oldest commands below a folder for reports. Only folders that have the name of a
 * command and hold a report count, so nothing of the user and no command that goes on is removed. A folder that
 * cannot be removed stays.
 *
 * @param most how many folders stay; 0 removes none.
 */
export async function removeOldReports(out: string, most: number): Promise<void> {
  if (most === 0) return;
  const found = (await foldersIn(out)).flat();
  const newestFirst = found.toSorted((one, other) => (one.name < other.name ? 1 : -1));
  for (const { path } of newestFirst.slice(most)) {
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

interface CommandFolder {
  readonly name: string;
  readonly path: string;
}

async function foldersIn(out: string): Promise<readonly (readonly CommandFolder[])[]> {
  const scenarios = await namesOf(out);
  return await Promise.all(
    scenarios.map(async (scenario) => {
      const names = await namesOf(join(out, scenario));
      return names
        .filter((name) => commandFolder.test(name))
        .map((name) => ({ name, path: join(out, scenario, name) }))
        .filter(({ path }) => existsSync(join(path, "report.json")));
    }),
  );
}

/** Returns the names of the folders in a folder, without links such as `latest`. */
async function namesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
