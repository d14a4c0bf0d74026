import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { streamsBus } from "../src/bus/streams/streams-bus.ts";
import { UsageError } from "../src/errors.ts";
import { processMark } from "../src/fixtures/guardian/process-mark.ts";
import { waitPatiently, withPatience } from "../src/patience.ts";
import { requirement } from "./support/requirements.ts";
import { quickScenarios, runBus } from "./support/run-bus.ts";
import { missingRedis } from "./support/test-bus.ts";

const program = join(import.meta.dirname, "../src/cli.ts");
const streams = join(import.meta.dirname, "../src/bus/streams/streams-bus.ts");
const timeoutMs = 60_000;
const { title, skip } = requirement("redis", "runs with processes", missingRedis);
let folder: string;

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "bus-chaos-isolated-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A bus that writes the role and the process of each that it opens. */
function noisyBus(name: string) {
  const processes = join(folder, `${name}.processes`);
  const file = join(folder, `${name}.mjs`);
  writeFileSync(processes, "");
  writeFileSync(
    file,
    `import { appendFileSync } from "node:fs";
     import { streamsBus } from ${JSON.stringify(streams)};
     export const bus = { ...streamsBus, name: ${JSON.stringify(name)}, open(context) {
       appendFileSync(${JSON.stringify(processes)}, context.role + " " + process.pid + "\\n");
       return streamsBus.open(context);
     } };`,
  );
  const opened = () =>
    readFileSync(processes, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split(" "))
      .map(([role = "", processId]) => ({ role, processId: Number(processId) }));
  return { file, opened };
}

function start(file: string, ...words: readonly string[]) {
  const all = [program, ...words, "--bus", file, "--seed", "1", "--out", join(folder, "reports")];
  const child = spawn(process.execPath, all, { stdio: ["ignore", "ignore", "pipe"] });
  let printed = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (printed += text));
  return { child, printed: () => printed };
}

describe.skipIf(skip)(title, { timeout: 180_000 }, () => {
  test("--isolate gives each role a process of its own, and nothing of them is left", async () => {
    const { file, opened } = noisyBus("isolated");
    const { child } = start(file, "restart/sigterm-1s", "--isolate");
    const [exitCode] = (await once(child, "close")) as [number];
    expect(exitCode).toBe(0);
    const processIds = opened().map(({ processId }) => processId);
    expect(opened().map(({ role }) => role)).toEqual(
      expect.arrayContaining(["publisher-0", "subscriber-0"]),
    );
    expect(new Set([...processIds, child.pid]).size).toBe(processIds.length + 1);
    expect(processIds.map(processMark)).toEqual(processIds.map(() => undefined));
  });

  test("Ctrl-C during a run with processes ends with exit code 130, and leaves nothing", async () => {
    const { file, opened } = noisyBus("interrupted");
    const { child, printed } = start(file, "consumer-crash/restarted", "--isolate");
    const isOpen = () => opened().length >= 2 && printed().includes("steady");
    await waitPatiently(isOpen, { what: "the processes to open their buses", timeoutMs });
    child.kill("SIGINT");
    const closed = once(child, "close") as Promise<[number]>;
    const [exitCode] = await withPatience(closed, "the command to end", timeoutMs);
    expect(exitCode).toBe(130);
    expect(opened().map(({ processId }) => processMark(processId))).toEqual(
      opened().map(() => undefined),
    );
  });

  test("a bus that is no module cannot have processes: the request is a wrong usage", async () => {
    const bus = { ...streamsBus, name: "no module" };
    const scenarios = quickScenarios(({ name }) => name === "sigterm-1s");
    const running = runBus(bus, {
      scenarios,
      isolate: true,
      recoveryLimitMs: 10_000,
      folder: () => join(folder, "none"),
    });
    await expect(running).rejects.toThrow(UsageError);
  });
});
