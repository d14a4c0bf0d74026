import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import type { ModuleExports } from "./module-exports.ts";

/** The part of tsx that this file uses. */
interface TsxApi {
  readonly register: () => unknown;
}

/** The oldest tsx of the user that is taken. Its interface is the same as that of the tsx that comes along. */
const oldestTsx = { major: 4, minor: 20 };

/** The variable in which tsx looks for the path of a tsconfig.json. Without it tsx takes that of the current folder. */
const tsconfigVariable = "TSX_TSCONFIG_PATH";

let isRegistered = false;

/**
 * Imports a module with tsx, which compiles the TypeScript that people write: enums, parameter properties, imports
 * without an extension, and the path aliases of the tsconfig.json above the module. It also follows the `target` of
 * that file, which decides whether the fields of a class are set before or after its parameter properties.
 */
export async function importByTsx(path: string): Promise<ModuleExports> {
  if (!isRegistered) await registerTsx(path);
  isRegistered = true;
  return await import(pathToFileURL(path).href);
}

/** Hooks tsx into this process for good, because a bus may import more of itself later. */
async function registerTsx(path: string): Promise<void> {
  const tsconfig = nearestTsconfig(dirname(path));
  const before = process.env[tsconfigVariable];
  if (before === undefined && tsconfig !== undefined) process.env[tsconfigVariable] = tsconfig;
  try {
    const require = createRequire(usersTsx(path) ? path : import.meta.url);
    for (const api of ["tsx/cjs/api", "tsx/esm/api"]) {
      const { register }: TsxApi = await import(pathToFileURL(require.resolve(api)).href);
      register();
    }
  } finally {
    if (before === undefined) delete process.env[tsconfigVariable];
  }
}

/** Returns true if the project of the module has a tsx that can be used, so that it runs as the user runs it. */
function usersTsx(path: string): boolean {
  try {
    const manifest: unknown = createRequire(path)("tsx/package.json");
    const [major = 0, minor = 0] = (manifest as { version: string }).version.split(".").map(Number);
    return major === oldestTsx.major && minor >= oldestTsx.minor;
  } catch {
    return false;
  }
}

function nearestTsconfig(folder: string): string | undefined {
  const path = join(folder, "tsconfig.json");
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestTsconfig(parent);
}
