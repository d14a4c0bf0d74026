import { fork, type ChildProcess } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { extname } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

import { EnvironmentError, UsageError } from "../../errors.ts";
import { guardProcess } from "../../fixtures/guardian/guardian.ts";
import type { SentError, WorkerCall, WorkerNews, WorkerOrder } from "./worker-messages.ts";

/** A process that has imported a bus module, for the bus of one role. */
export interface WorkerProcess {
  readonly processId: number;
  /** Makes a call on its bus. Rejects as the bus does, and when the process ends. */
  call(wanted: WorkerCall): Promise<string>;
  tell(order: WorkerOrder): void;
  /** Takes what the process tells and prints from now on. */
  listen(listener: WorkerListener): void;
  /** Returns the end of what it has printed on standard error. */
  printed(): string;
  /** Sends a signal, such as SIGSTOP. */
  signal(name: NodeJS.Signals): void;
  /** Ends the process at once. Resolves when it has ended. From the call on nothing that it told is taken any more. */
  kill(): Promise<void>;
  /** Resolves when the process has ended, by itself or not. */
  readonly ended: Promise<WorkerEnd>;
}

export interface WorkerListener {
  onNews(news: WorkerNews): void;
  onOutput(text: string): void;
}

/** How a process ended. */
export interface WorkerEnd {
  /** `exit code 3` or the name of a signal, such as `SIGKILL`. */
  readonly how: string;
  /** The last lines that it printed on standard error. */
  readonly lastLines: readonly string[];
}

/** More memory than a bus needs in a run. A bus that leaks must not take that of the machine. */
const memoryLimit = "--max-old-space-size=1024";
/** If the inspector opens, it takes any free port. */
const inspectorPort = "--inspect-port=127.0.0.1:0";
const keptOutput = 20_000;
const keptLines = 40;

/**
 * Starts a process, which imports the bus.
 *
 * @param source the name of a registered bus, or the absolute path of its module.
 * @throws UsageError if it cannot import the bus, EnvironmentError if it cannot start.
 */
export async function startWorker(source: string): Promise<WorkerProcess> {
  const child = forkProgram();
  const { pid: processId } = child;
  const stopGuarding = processId === undefined ? () => {} : guardProcess(processId);
  child.once("exit", stopGuarding);
  const ending = Promise.withResolvers<WorkerEnd>();
  const loading = Promise.withResolvers<void>();
  const calls = createCalls((order) => send(child, order));
  let listener: WorkerListener = { onNews() {}, onOutput() {} };
  let isKilled = false;
  let printed = "";

  child.on("message", (message) => {
    const news = message as WorkerNews;
    if (isKilled) return;
    if (news.kind === "loaded") loading.resolve();
    else if (news.kind === "not-loaded") loading.reject(errorOf(news.refusal));
    else if (news.kind === "answer") calls.answer(news.call, news.value);
    else if (news.kind === "refusal") calls.refuse(news.call, errorOf(news.refusal));
    else listener.onNews(news);
  });
  takeText(child.stdout, (text) => listener.onOutput(text));
  takeText(child.stderr, (text) => {
    printed = (printed + text).slice(-keptOutput);
    listener.onOutput(text);
  });
  child.once("error", (cause) => {
    loading.reject(new EnvironmentError(`cannot start a process: ${cause.message}`, { cause }));
  });
  // `close` comes when the output has been read to its end, unlike `exit`.
  child.once("close", (exitCode, signal) => {
    const how = signal ?? `exit code ${exitCode}`;
    const lines = printed.split("\n").filter((line) => line.trim() !== "");
    const error = new Error(`the process of the bus ended: ${how}`);
    calls.end(error);
    loading.reject(new EnvironmentError(`a process of a bus ended while it started: ${how}`));
    ending.resolve({ how, lastLines: lines.slice(-keptLines) });
  });
  loading.promise.catch(() => {});
  send(child, { kind: "load", source });
  await loading.promise;
  return {
    processId: processId ?? 0,
    call: calls.make,
    tell: (order) => send(child, order),
    listen: (wanted) => void (listener = wanted),
    printed: () => printed,
    signal: (name) => void child.kill(name),
    async kill() {
      isKilled = true;
      child.kill("SIGKILL");
      await ending.promise;
    },
    ended: ending.promise,
  };
}

function forkProgram(): ChildProcess {
  // The program has the extension of this file: `.js` in the installed package.
  const program = new URL(`worker-program${extname(import.meta.url)}`, import.meta.url);
  const own = process.execArgv.filter((each) => !each.startsWith("--inspect"));
  return fork(fileURLToPath(program), [], {
    // The process takes compiled code from the cache of this one.
    env: { ...process.env, NODE_COMPILE_CACHE: getCompileCacheDir() },
    execArgv: [...own, memoryLimit, inspectorPort],
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

function takeText(stream: Readable | null, take: (text: string) => void): void {
  stream?.setEncoding("utf8");
  stream?.on("data", take);
}

/** A process that has just ended gets nothing any more. */
function send(child: ChildProcess, order: WorkerOrder): void {
  if (child.connected) child.send(order, () => {});
}

/** The calls that wait for the answer of the process. */
function createCalls(tell: (order: WorkerOrder) => void) {
  const waiting = new Map<number, PromiseWithResolvers<string>>();
  let count = 0;
  let over: Error | undefined;
  const take = (call: number): PromiseWithResolvers<string> | undefined => {
    const found = waiting.get(call);
    waiting.delete(call);
    return found;
  };
  return {
    async make(wanted: WorkerCall): Promise<string> {
      if (over) throw over;
      const call = count++;
      const answer = Promise.withResolvers<string>();
      waiting.set(call, answer);
      tell({ kind: "call", call, wanted });
      return await answer.promise;
    },
    answer: (call: number, value: string) => take(call)?.resolve(value),
    refuse: (call: number, error: Error) => take(call)?.reject(error),
    end(error: Error) {
      over = error;
      for (const call of waiting.keys()) take(call)?.reject(error);
    },
  };
}

function errorOf({ text, isRejection, usage }: SentError): Error {
  if (usage) return new UsageError(text, usage.hint === undefined ? {} : { hint: usage.hint });
  return isRejection ? Object.assign(new Error(text), { outcome: "rejected" }) : new Error(text);
}
