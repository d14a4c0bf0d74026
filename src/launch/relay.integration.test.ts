import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { afterEach, expect, test } from "vitest";

const program = join(import.meta.dirname, "testing/relayed.mjs");

let child: ChildProcess;
afterEach(() => child.kill("SIGKILL"));

function start(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  child = spawn(process.execPath, ["--no-warnings", program, ...words], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, BUS_CHAOS_LAUNCHER: undefined, ...environment },
  });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error("the program has no pipes");
  const lines = createInterface(stdout)[Symbol.asyncIterator]();
  const end = once(child, "exit");
  return {
    stdin,
    end,
    async line(): Promise<Record<string, unknown>> {
      const { value } = await lines.next();
      return JSON.parse(String(value)) as Record<string, unknown>;
    },
  };
}

test("a relayed program gets the words and the options of Node, and runs in a child process", async () => {
  const { line, end } = start(["words", "two words", "--all", ""]);
  const { pid, ...rest } = await line();
  expect(rest).toEqual({
    words: ["two words", "--all", ""],
    argument: ["--no-warnings"],
    parent: child.pid,
  });
  expect(pid).not.toBe(child.pid);
  expect(await end).toEqual([0, null]);
});

test.each([0, 2, 69])(
  "exit code %i of a relayed program is the exit code of the launcher",
  async (code) => {
    expect(await start(["exits", String(code)]).end).toEqual([code, null]);
  },
);

test("a relayed program reads the standard input of the launcher", async () => {
  const { stdin, line } = start(["reads"]);
  stdin.end("typed");
  expect(await line()).toEqual({ read: "typed" });
});

test("a relayed program hears a signal once, also if it reaches the launcher twice", async () => {
  const { line, end } = start(["waits"]);
  await line();
  child.kill("SIGINT");
  child.kill("SIGINT");
  expect(await line()).toEqual({ heard: "SIGINT" });
  child.kill("SIGTERM");
  expect(await line()).toEqual({ heard: "SIGTERM" });
  expect(await end).toEqual([143, null]);
});

test("a signal that ends a relayed program ends the launcher too", async () => {
  const { line, end } = start(["waits"]);
  const { waits } = await line();
  process.kill(Number(waits), "SIGKILL");
  expect(await end).toEqual([null, "SIGKILL"]);
});

test("a relayed program exchanges messages with the parent of the launcher", async () => {
  child = fork(program, ["answers"], {
    env: { ...process.env, BUS_CHAOS_LAUNCHER: undefined },
  });
  child.send({ question: 6 });
  const [answer] = await once(child, "message");
  expect(answer).toEqual({ answer: { question: 6 } });
  expect(await once(child, "exit")).toEqual([0, null]);
});
