import { readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";

import { withDeadline } from "../clock.ts";
import { UsageError } from "../errors.ts";
import { nearestName } from "../suggest.ts";
import { importModule } from "./loading/import-module.ts";
import { loadingError } from "./loading/loading-error.ts";
import type { ModuleExports } from "./loading/module-exports.ts";

/**
 * Limit for importing a user's module, so that a top-level `await` that never ends does not block the command. To
 * compile a large service for the first time takes some seconds.
 */
const importTimeoutMs = 10_000;

/** The endings of the modules that the user may name. */
export const moduleExtensions: readonly string[] = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

/**
 * Imports a module of the user, such as a bus, and returns its exports.
 *
 * @param path absolute, or relative to the current folder.
 * @param kind the kind of module for messages, such as `bus module`.
 * @throws UsageError if there is no such file, or if it cannot be imported.
 */
export async function loadModule(path: string, kind: string): Promise<ModuleExports> {
  const absolute = resolve(path);
  const found = await stat(absolute).catch(() => undefined);
  if (!found?.isFile()) {
    throw new UsageError(`there is no ${kind} at ${absolute}`, {
      hint: `${await nearestFile(path)}The path is relative to the folder the command runs in.`,
    });
  }
  try {
    return await withDeadline(importModule(absolute), "it to load", importTimeoutMs);
  } catch (error) {
    throw loadingError(path, error);
  }
}

/** Returns a hint if the folder of the path has a module with nearly the same name. */
async function nearestFile(path: string): Promise<string> {
  const names = await readdir(dirname(resolve(path))).catch(() => []);
  const modules = names.filter((name) => moduleExtensions.includes(extname(name)));
  const nearest = nearestName(basename(path), modules);
  return nearest === undefined ? "" : `Did you mean ${join(dirname(path), nearest)}? `;
}
