import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { waitPatiently } from "../../patience.ts";
import { stackOfBlocked } from "./blocked-stack.ts";
import { waitedForCoreMs } from "./waited-for-core.ts";
import { startWorker } from "./worker-process.ts";

const source = join(import.meta.dirname, "../../../tests/support/steered-bus.ts");
const context = { url: "redis://127.0.0.1:1", role: "subscriber-0", namespace: "n:" };

test("the stack of a process whose event loop is blocked names the function, twice, and the process goes on", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bus-chaos-blocked-"));
  const starting = startWorker(source, "steered");
  try {
    const worker = await starting.loaded;
    await worker.call({ kind: "open", context });
    for (const name of ["first", "second"]) {
      const file = join(folder, name);
      const spinning = worker.call({
        kind: "publish",
        topic: "spin-until-there-is",
        payload: file,
      });
      await waitPatiently(() => worker.printed().includes(`waits for ${file}`), {
        what: "the bus to spin",
        timeoutMs: 10_000,
      });
      const [innermost] = (await stackOfBlocked(worker)).split("\n");
      expect(innermost).toMatch(/at spinUntilThereIs \(.*steered-bus\.ts:\d+:\d+\)/u);
      writeFileSync(file, "");
      await spinning;
    }
    expect(waitedForCoreMs(worker.processId)).toBeGreaterThanOrEqual(0);
  } finally {
    await starting.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a process that has ended has waited for no core", () => {
  expect(waitedForCoreMs(2 ** 30)).toBe(0);
});
