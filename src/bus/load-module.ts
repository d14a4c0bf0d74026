import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { withDeadline } from "../clock.ts";
import { errorText, UsageError } from "../errors.ts";

/** Limit for importing a user's module, so that a top-level `await` that never ends does not block the command. */
const importTimeoutMs = 8_000;

/** The endings of the modules that the user may name. */
export const moduleExtensions: readonly string[] = [".ts", ".js", ".mjs"];

/** The exports of a module, by their names. */
export type ModuleExports = Readonly<Record<string, unknown>>;

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
      hint: "The path is relative to the folder the command runs in.",
    });
  }
  try {
    const loading: Promise<ModuleExports> = import(pathToFileURL(absolute).href);
    return await withDeadline(loading, "it to load", importTimeoutMs);
  } catch (error) {
    throw new UsageError(`${path} could not be loaded: ${errorText(error)}`, {
      hint: `Run "node ${path}" to see where it fails.`,
      cause: error,
    });
  }
}
