import { readFileSync } from "node:fs";
import { basename, extname, relative } from "node:path";

import { errorText, UsageError, WaitTimeoutError } from "../../errors.ts";
import {
  asPath,
  findSyntaxError,
  isSyntaxError,
  missingExport,
  placeOfSyntaxError,
  placeOfThrow,
  type SourcePlace,
} from "./source-place.ts";

/** The reason for which a module could not be loaded, and the way out. */
interface Diagnosis {
  readonly reason: string;
  readonly place?: SourcePlace | undefined;
  readonly hint: string;
}

/** Returns the error that tells the user which line of which file keeps a module from loading, and what to do. */
export function loadingError(path: string, error: unknown): UsageError {
  const { reason, place, hint } = diagnose(error, path);
  const where =
    place === undefined ? "" : ` (${relative(process.cwd(), place.path)}:${place.line})`;
  return new UsageError(`${path} could not be loaded: ${reason}${where}`, { hint, cause: error });
}

function diagnose(error: unknown, path: string): Diagnosis {
  if (error instanceof WaitTimeoutError) {
    return {
      reason: errorText(error),
      hint: "Look for a top-level await that does not end. Connect in open, not while the module is imported.",
    };
  }
  if (!(error instanceof Error)) return ofThrown(error);
  return (
    ofMissingModule(error) ?? ofSyntax(error, path) ?? ofCommonJsName(error) ?? ofThrown(error)
  );
}

function ofSyntax(error: Error, module: string): Diagnosis | undefined {
  // The compiler of tsx writes a line for each error.
  const [, path = "", line, reason = ""] =
    /^(.+):(\d+):\d+: ERROR: (.+)$/mu.exec(error.message) ?? [];
  if (line !== undefined) {
    return { reason, place: { path, line: Number(line) }, hint: "Correct that line." };
  }
  if (!isSyntaxError(error)) return undefined;
  const place = placeOfSyntaxError(error) ?? findSyntaxError(module);
  if (missingExport(error) === undefined) {
    const isImport = /import statement outside|Unexpected token 'export'/u.test(error.message);
    const hint = isImport ? hintOfEsModule(place?.path ?? module) : "Correct that line.";
    return { reason: errorText(error), place, hint };
  }
  return {
    // Node goes on with an example of a default import.
    reason: errorText(error).replace(/, which may not support all.*$/u, ""),
    place,
    hint: "Correct the name. If it is the name of a type, write `import type`.",
  };
}

/** Node takes the file for CommonJS. The end `.cjs` wins over the package. */
function hintOfEsModule(path: string): string {
  if (extname(path) === ".cjs")
    return "Node takes every .cjs file for CommonJS: rename it to .mjs, or write `require` and `module.exports` in it.";
  return 'Node takes the file for CommonJS: rename it to .mjs, or write "type": "module" in its package.json.';
}

/** Node takes the file for an ES module, which has no `module`, `exports` or `require`. */
function ofCommonJsName(error: Error): Diagnosis | undefined {
  const [reason] = /^\w+ is not defined in ES module scope/u.exec(error.message) ?? [];
  if (reason === undefined) return undefined;
  return {
    reason,
    place: placeOfThrow(error),
    hint: "The file is CommonJS: rename it to .cjs, or write `import` and `export` in it.",
  };
}

function ofMissingModule(error: Error): Diagnosis | undefined {
  const code = "code" in error ? String(error.code) : "";
  if (!/^(?:ERR_)?MODULE_NOT_FOUND$/u.test(code)) return undefined;
  const [, name = ""] = /'(.+?)'/u.exec(error.message) ?? [];
  const [, importer] = /(?: imported from |\nRequire stack:\n- )(.+)/u.exec(error.message) ?? [];
  const place = importer === undefined ? undefined : importPlace(asPath(importer.trim()), name);
  if (/^[./]/u.test(name)) {
    const shown = name.startsWith("/") ? relative(process.cwd(), name) : name;
    return {
      reason: `there is no module ${shown}`,
      place,
      hint: "Correct the path of the import.",
    };
  }
  const packageName = name.split("/", name.startsWith("@") ? 2 : 1).join("/");
  const install = /^@?[a-z\d]/u.test(packageName) ? `Install it: npm i ${packageName}. ` : "";
  return {
    reason: `there is no package "${packageName}"`,
    place,
    hint: `${install}If "${name}" is a path alias, name it in compilerOptions.paths of tsconfig.json.`,
  };
}

/** Returns the line of the file that imports the module. Node names only the file. */
function importPlace(path: string, name: string): SourcePlace | undefined {
  const end = basename(name, extname(name));
  try {
    const lines = readFileSync(path, "utf8").split("\n");
    const index = lines.findIndex(
      (line) => /\b(?:from|import|require)\b/u.test(line) && line.includes(end),
    );
    return { path, line: index + 1 || 1 };
  } catch {
    return undefined;
  }
}

function ofThrown(error: unknown): Diagnosis {
  return {
    reason: errorText(error),
    place: error instanceof Error ? placeOfThrow(error) : undefined,
    hint: "The module throws this while it is imported. Connect to Redis in open.",
  };
}
