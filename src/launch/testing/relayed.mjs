// @ts-check
import { writeSync } from "node:fs";

import { relay } from "../relay.mjs";

/** A program that relays itself to the same Node, and there does what its first word says. */
const [, , task, ...words] = process.argv;
/** @param {object} value */
const say = (value) => writeSync(1, `${JSON.stringify(value)}\n`);

/** @type {Record<string, () => unknown>} */
const tasks = {
  words: () => say({ words, argument: process.execArgv, pid: process.pid, parent: process.ppid }),
  exits: () => process.exit(Number(words[0])),
  reads: () => process.stdin.on("data", (data) => say({ read: String(data) })),
  answers: () =>
    process.on("message", (message) => {
      process.send?.({ answer: message });
      process.disconnect();
    }),
  waits: () => {
    setInterval(() => {}, 1_000);
    for (const name of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
      process.on(name, () => {
        say({ heard: name });
        if (name === "SIGTERM") process.exit(143);
      });
    }
    say({ waits: process.pid });
  },
};

if (process.env["BUS_CHAOS_LAUNCHER"] === String(process.ppid)) tasks[task ?? ""]?.();
else await relay(process.execPath, [task ?? "", ...words]);
