import { spawnSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";

/** A line of a source file. */
export interface SourcePlace {
  readonly path: string;
  readonly line: number;
}

const checkLimitMs = 10_000;

/** Returns the place that Node writes into the first line of the stack of most syntax errors. */
export function placeOfSyntaxError({ stack = "" }: Error): SourcePlace | undefined {
  const [, path, line] = /^(\S.*):(\d+)\n/u.exec(stack) ?? [];
  return path === undefined ? undefined : { path: asPath(path), line: Number(line) };
}

/**
 * Returns the place of a syntax error in JavaScript that the module has or imports. Node tells it only if the error
 * ends a process, so a second process imports the module. No line of it runs there.
 */
export function findSyntaxError(path: string): SourcePlace | undefined {
  const code = `import ${JSON.stringify(pathToFileURL(path).href)}`;
  const { stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], {
    encoding: "utf8",
    timeout: checkLimitMs,
  });
  return placeOfSyntaxError({ name: "", message: "", stack: stderr });
}

/** Returns true if a module is no valid code. Code that runs may throw a SyntaxError too, such as JSON.parse. */
export function isSyntaxError(error: unknown): error is SyntaxError {
  if (!(error instanceof SyntaxError)) return false;
  return placeOfSyntaxError(error) !== undefined || placeOfThrow(error) === undefined;
}

/** Returns the name that a module imports but the imported module does not export. */
export function missingExport({ message }: Error): string | undefined {
  const [, provided, named] =
    /does not provide an export named '(.+?)'|^Named export '(.+?)' not found/u.exec(message) ?? [];
  return provided ?? named;
}

/** Returns the path of a file URL, and a path as it is. */
export function asPath(pathOrUrl: string): string {
  return pathOrUrl.startsWith("file:") ? fileURLToPath(pathOrUrl) : pathOrUrl;
}

/** Returns the place of the topmost frame in the user's own code. */
export function placeOfThrow({ stack = "" }: Error): SourcePlace | undefined {
  for (const frame of stack.split("\n").filter((line) => /^\s+at /u.test(line))) {
    const [, path, line] =
      /(?:\(| at |async )((?:file:\/\/)?\/[^()]+?):(\d+):\d+\)?$/u.exec(frame) ?? [];
    if (path !== undefined && !path.includes("/node_modules/")) {
      return { path: asPath(path), line: Number(line) };
    }
  }
  return undefined;
}
