// @ts-check
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { LaunchError } from "./launch-error.mjs";

/** A signal that comes twice within this time was sent once: Ctrl-C reaches this process and its parent npm. */
const samePressMs = 300;
const parentCheckMs = 250;

/**
 * Runs this program on another Node, as if that had been started in place of this process: with the same
 * words and streams, it gets the signals and messages, and its end is the end of this process.
 *
 * @param {string} node the path of the other Node.
 * @param {readonly string[]} words
 */
export async function relay(node, words) {
  const script = process.argv[1] ?? fileURLToPath(new URL("bus-chaos.mjs", import.meta.url));
  const child = spawn(node, [...process.execArgv, script, ...words], {
    stdio: process.send ? ["inherit", "inherit", "inherit", "ipc"] : "inherit",
    // The program ends when this process ends without passing a signal on.
    env: { ...process.env, BUS_CHAOS_LAUNCHER: String(process.pid) },
  });
  const stopSignals = passSignals(child);
  passMessages(child);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once("error", (error) =>
      reject(
        new LaunchError(
          `${node} does not start: ${error.message}. Install Node 24, and type it again.`,
        ),
      ),
    );
    child.once("exit", (...end) => resolve(end));
  });
  stopSignals();
  if (signal !== null && process.platform !== "win32") process.kill(process.pid, signal);
  else process.exit(code ?? 1);
}

/**
 * Passes signals on, and the end of npm, which dies of a SIGTERM without passing it on, as a SIGTERM.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
function passSignals(child) {
  const names = /** @type {NodeJS.Signals[]} */ (["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]);
  const passed = new Set();
  /** @param {NodeJS.Signals} name */
  const pass = (name) => {
    // On Windows the console sends the event to the child, and `kill` would end it at once.
    if (process.platform === "win32") return;
    if (passed.has(name)) return;
    passed.add(name);
    setTimeout(() => passed.delete(name), samePressMs).unref();
    child.kill(name);
  };
  for (const name of names) process.on(name, pass);
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.env["npm_lifecycle_event"] === undefined || process.ppid === parent) return;
    clearInterval(timer);
    pass("SIGTERM");
  }, parentCheckMs);
  return () => {
    clearInterval(timer);
    for (const name of names) process.off(name, pass);
  };
}

/** @param {import("node:child_process").ChildProcess} child */
function passMessages(child) {
  if (!process.send) return;
  const toParent = process.send.bind(process);
  child.on("message", (message) => void toParent(message));
  process.on("message", (message) => void child.send(/** @type {object} */ (message)));
  child.on("disconnect", () => process.connected && process.disconnect());
  process.on("disconnect", () => child.connected && child.disconnect());
}
