import { dirname, extname, sep } from "node:path";
import { pathToFileURL } from "node:url";

import { importByTsx } from "./import-by-tsx.ts";
import type { ModuleExports } from "./module-exports.ts";
import { isSyntaxError, placeOfSyntaxError } from "./source-place.ts";

/** The folder of this package: in it, Node runs all TypeScript without a compiler. */
const ownFolder = dirname(dirname(dirname(import.meta.dirname))) + sep;

/**
 * Imports a JavaScript or TypeScript module of the user, as its project would run it.
 *
 * TypeScript always goes to tsx, which takes about 0.2 s in each process, although Node can run some of it.
 * Node does not read the tsconfig.json, so fields of a class would be set in another order than in the
 * service; and a module with an import that is only a type fails in Node for good. JavaScript goes to Node first.
 * If it imports TypeScript, Node refuses it before a line of an ES module has run, and tsx starts again.
 */
export async function importModule(path: string): Promise<ModuleExports> {
  if (!isForNode(path)) return await importByTsx(path);
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    if (hasOwnLoader() || !canBeCompiled(error)) throw error;
    return await importByTsx(path).catch((second: unknown) => {
      // Behind tsx, Node does not say where a syntax error of JavaScript is.
      throw second instanceof SyntaxError && !placeOfSyntaxError(second) ? error : second;
    });
  }
}

function isForNode(path: string): boolean {
  const isOwn = path.startsWith(ownFolder) && !path.includes("node_modules");
  return hasOwnLoader() || isOwn || extname(path).endsWith("js");
}

/** Returns true if the user started Node with a loader of TypeScript, such as `NODE_OPTIONS="--import tsx"`. */
function hasOwnLoader(): boolean {
  const options = [process.env["NODE_OPTIONS"] ?? "", ...process.execArgv].join(" ");
  return /(?:^|[\s=/@-])(?:tsx|ts-node|swc|esbuild|jiti|sucrase)/u.test(options);
}

const codesOfCompilable = new Set([
  "ERR_MODULE_NOT_FOUND",
  "MODULE_NOT_FOUND",
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_IMPORT_ATTRIBUTE_MISSING",
  "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
]);

/** Returns true if Node refused the module for a reason that a compiler of TypeScript may not have. */
function canBeCompiled(error: unknown): boolean {
  if (isSyntaxError(error)) return true;
  return error instanceof Error && "code" in error && codesOfCompilable.has(String(error.code));
}
