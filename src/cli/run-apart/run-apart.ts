import { fork, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

import { EnvironmentError, exitCodes, HarnessError, UsageError } from "../../errors.ts";
import { guardProcess } from "../../fixtures/guardian/guardian.ts";
import { judgeRun } from "../../run/judge-run.ts";
import type { RunTitle } from "../../run/plan/run-title.ts";
import type { RunControl } from "../../run/run-event.ts";
import { historyFileOf } from "../../run/run-folder.ts";
import type { RunRecord } from "../../run/run-record.ts";
import { noteLateError } from "../../run/strays/late-errors.ts";
import type { RunValues } from "../command/run/run-options.ts";
import type { ApartNews, ApartOrder, BrokenRun } from "./messages.ts";

/** Performs runs in processes of their own. Disposing waits until these processes have ended. */
export interface RunsApart extends AsyncDisposable {
  /**
   * Performs the run of a title in a process that does nothing else. The harness counts only resources of this run
   * there, and the end of the process takes along all that the bus leaves behind.
   *
   * @throws the error that broke the run, or EnvironmentError if its process ended by itself.
   */
  run(title: RunTitle, control: RunControl): Promise<RunRecord>;
}

export interface RunsApartOptions {
  readonly values: RunValues;
  readonly folder: (title: RunTitle) => string;
}

export function createRunsApart({ values, folder }: RunsApartOptions): RunsApart {
  const ends = new Set<Promise<void>>();
  return {
    async run(title, control) {
      const order = { values, title, directory: folder(title) };
      const child = startProcess();
      ends.add(endOf(child));
      return { ...(await performIn(child, order, control)), title };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(ends);
    },
  };
}

/** The guardian ends the process if this one is killed. Nothing that its bus prints is data of the command. */
function startProcess(): ChildProcess {
  // The program has the extension of this file: `.js` in the installed package.
  const program = new URL(`apart-process${extname(import.meta.url)}`, import.meta.url);
  const child = fork(fileURLToPath(program), [], {
    // The process takes compiled code from the cache of this one.
    env: { ...process.env, NODE_COMPILE_CACHE: getCompileCacheDir() },
    execArgv: process.execArgv.filter((argument) => !argument.startsWith("--inspect")),
    serialization: "advanced",
    stdio: ["ignore", 2, 2, "ipc"],
  });
  const stopGuarding = child.pid === undefined ? () => {} : guardProcess(child.pid);
  child.once("exit", stopGuarding);
  return child;
}

async function endOf(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once("exit", () => resolve());
  child.once("error", () => resolve());
  await promise;
}

async function performIn(
  child: ChildProcess,
  order: ApartOrder,
  { onEvent, signal }: RunControl,
): Promise<RunRecord> {
  const { title, directory } = order;
  const { promise, resolve, reject } = Promise.withResolvers<RunRecord>();
  child.on("message", (message) => {
    const news = message as ApartNews;
    switch (news.kind) {
      case "event":
        if (news.event.kind !== "scenario-started") onEvent({ ...news.event, title });
        break;
      case "record":
        resolve(news.record);
        break;
      case "late-error":
        noteLateError(historyFileOf(directory));
        break;
      case "broken":
        reject(errorOf(news.error));
        break;
    }
  });
  child.once("error", (cause) => {
    reject(new EnvironmentError(`cannot start a process: ${cause.message}`, { cause }));
  });
  child.once("exit", (exitCode, killedBy) => {
    const left = signal.aborted ? interruptedRun(order) : undefined;
    if (left) resolve(left);
    else if (signal.aborted) reject(signal.reason);
    else reject(endedByItself(order, killedBy ?? `exit code ${exitCode}`));
  });
  // The process cannot see the signal of this one. A blocked process hears a real one nevertheless.
  const interrupt = (): void => void child.kill("SIGINT");
  if (signal.aborted) interrupt();
  signal.addEventListener("abort", interrupt);
  try {
    child.send(order);
    return await promise;
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

/** A process that its bus blocks ends without a record. Its history is there until the last write. */
function interruptedRun({ directory }: ApartOrder): RunRecord | undefined {
  const file = historyFileOf(directory);
  try {
    return existsSync(file) ? { ...judgeRun(file), interrupted: true } : undefined;
  } catch {
    // The process ended before it had written the first line.
    return undefined;
  }
}

function endedByItself({ title, directory }: ApartOrder, how: string): EnvironmentError {
  const { scenario, variant } = title;
  return new EnvironmentError(`the process of ${scenario}/${variant} ended by itself: ${how}`, {
    hint: `A crash of Node itself, a native module or too little memory can be the cause. Look at what it recorded until then: ${directory}.`,
  });
}

function errorOf({ message, exitCode, hint }: BrokenRun): Error {
  const options = hint === undefined ? {} : { hint };
  switch (exitCode) {
    case exitCodes.usage:
      return new UsageError(message, options);
    case exitCodes.environment:
      return new EnvironmentError(message, options);
    default:
      return new HarnessError(message, options);
  }
}
