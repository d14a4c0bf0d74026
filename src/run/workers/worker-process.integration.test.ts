import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { EnvironmentError } from "../../errors.ts";
import { processMark } from "../../fixtures/guardian/process-mark.ts";
import { waitPatiently, withPatience } from "../../patience.ts";
import { startWorker } from "./worker-process.ts";

const harness = join(import.meta.dirname, "../../../tests/support/worker-harness.ts");
const timeoutMs = 20_000;
let folder: string;

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "bus-chaos-workers-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a module into the folder, and returns its path. */
function write(name: string, code: string): string {
  const file = join(folder, name);
  writeFileSync(file, code);
  return file;
}

const sound = `export const bus = {
  name: "sound", guarantees: { delivery: "at-least-once" }, open: async () => ({
    publish: async () => {}, subscribe: async () => ({ close: async () => {} }), close: async () => {},
  }),
};`;

describe("a worker that imports its bus", () => {
  test("ends while it imports: the error says how, with the last line that it printed", async () => {
    const file = write("dies.mjs", `console.error("no disk"); process.abort(); ${sound}`);
    const { loaded } = startWorker(file, "sound");
    await expect(loaded).rejects.toThrow(EnvironmentError);
    await expect(loaded).rejects.toThrow(/ended while it started: SIGABRT/u);
  });

  test("imports a module that throws: the error is that of the module", async () => {
    const starting = startWorker(write("throws.mjs", `throw new Error("no licence")`), "sound");
    await expect(starting.loaded).rejects.toThrow("no licence");
    await starting.kill();
  });

  test("imports a module of another bus: the error names both buses", async () => {
    const starting = startWorker(write("other.mjs", sound), "mine");
    await expect(starting.loaded).rejects.toThrow(/other.mjs exports the bus sound, .* bus mine/u);
    await starting.kill();
  });

  test("imports for ever: it can be killed nevertheless, and is refused", async () => {
    const code = `await new Promise(() => setInterval(() => {}, 1000)); ${sound}`;
    const starting = startWorker(write("hangs.mjs", code), "sound");
    const refused = starting.loaded.catch(String);
    await withPatience(starting.kill(), "the worker to end", timeoutMs);
    expect(await refused).toContain("ended while it started: SIGKILL");
  });

  test("replaces and removes what Node offers to a process: it answers calls nevertheless", async () => {
    const vandalism = `
      process.on = process.once = process.addListener = () => { throw new Error("no listeners"); };
      process.send = () => { throw new Error("no messages"); };
      process.exit = () => { throw new Error("no exit"); };`;
    const starting = startWorker(write("vandal.mjs", `${vandalism} ${sound}`), "sound");
    const worker = await starting.loaded;
    const context = { url: "redis://127.0.0.1:1", role: "subscriber-0", namespace: "n:" };
    expect(await worker.call({ kind: "open", context })).toBe("");
    await starting.kill();
    expect((await worker.ended).how).toBe("SIGKILL");
  });

  test("prints while it imports: the listener gets the lines that were printed before it came", async () => {
    const starting = startWorker(write("prints.mjs", `console.log("imported"); ${sound}`), "sound");
    const worker = await starting.loaded;
    let printed = "";
    worker.listen({ onNews() {}, onOutput: (text) => void (printed += text) });
    const isThere = () => printed.includes("imported");
    await waitPatiently(isThere, { what: "the line that the module prints", timeoutMs });
    await starting.kill();
  });
});

describe("a harness that is killed by SIGKILL", () => {
  test.each(["idle", "blocked"])(
    "leaves neither its %s worker nor a process that the bus has started",
    async (state) => {
      const child = spawn(process.execPath, [harness, state], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const lines = createInterface({ input: child.stdout });
      const [line] = (await withPatience(
        once(lines, "line"),
        "the harness to start",
        timeoutMs,
      )) as [string];
      const processIds = JSON.parse(line) as number[];
      expect(processIds.map((each) => processMark(each) !== undefined)).toEqual([true, true]);
      child.kill("SIGKILL");
      const areGone = () => processIds.every((each) => processMark(each) === undefined);
      await waitPatiently(areGone, { what: "the worker and its process to end", timeoutMs });
    },
  );
});
