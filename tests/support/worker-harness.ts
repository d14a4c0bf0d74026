import { join } from "node:path";

import { startWorker } from "../../src/run/workers/worker-process.ts";

// A harness with a worker, whose bus has started a process of its own. It prints the ids of both, and goes on. With the
// argument `blocked` the event loop of the worker stands still.
const [, , state] = process.argv;
const worker = await startWorker(join(import.meta.dirname, "steered-bus.ts"), "steered").loaded;
const context = { url: "redis://127.0.0.1:1", role: "subscriber-0", namespace: "n:" };
await worker.call({ kind: "open", context });
const started = await worker.call({ kind: "publish", topic: "start-a-process", payload: "" });
process.stdout.write(`${JSON.stringify([worker.processId, Number(started)])}\n`);
if (state === "blocked") {
  const never = { topic: "spin-until-there-is", payload: "/nowhere/nothing" };
  await worker.call({ kind: "publish", ...never });
}
