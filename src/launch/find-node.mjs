// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { isFitting, oldestNode } from "./node-version.mjs";

/** The name of the npm package that holds a Node for this machine. Such a package needs no install script. */
export const nodePackage = [
  process.platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node",
  process.platform === "win32" ? "win" : process.platform,
  process.arch,
].join("-");

const program = process.platform === "win32" ? "node.exe" : "node";

/**
 * Returns the path of a Node that fits: from a package of the project or of this installation, or one that
 * was fetched before. Returns `undefined` if there is no such Node.
 */
export function findNode() {
  const here = fileURLToPath(import.meta.url);
  const folders = [join(process.cwd(), "package.json"), here].flatMap((from) =>
    [nodePackage, "node"].map((name) => packageFolder(name, from)),
  );
  return [...folders, fetchedFolder()].map(fittingProgram).find((path) => path !== undefined);
}

/** Returns the folder for the Node that is fetched for this user. All projects share it. */
export function fetchedFolder() {
  return join(cacheFolder(), "bus-chaos", `${nodePackage}-${oldestNode}`);
}

/**
 * @param {string} name
 * @param {string} from the file that would import the package.
 */
function packageFolder(name, from) {
  try {
    return dirname(createRequire(from).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/** @param {string | undefined} folder the folder of a package that holds a Node. */
function fittingProgram(folder) {
  if (folder === undefined) return undefined;
  try {
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const path = join(folder, "bin", program);
    return isFitting(version) && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function cacheFolder() {
  if (process.env["XDG_CACHE_HOME"]) return process.env["XDG_CACHE_HOME"];
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  if (process.platform === "win32" && process.env["LOCALAPPDATA"]) {
    return process.env["LOCALAPPDATA"];
  }
  return join(homedir(), ".cache");
}
