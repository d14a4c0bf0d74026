import { fork, type ChildProcess } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { extname } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

import { EnvironmentError, UsageError, WaitTimeoutError } from "../../errors.ts";
import { guardProcessGroup } from "../../fixtures/guardian/guardian.ts";
import { withPatience } from "../../patience.ts";
import { createWorkerCalls, errorOf } from "./worker-calls.ts";
import type { SentError, WorkerCall, WorkerNews, WorkerOrder } from "./worker-messages.ts";

/** A process that imports a bus module, for the bus of one role. It leads a process group, which ends with it. */
export interface StartingWorker {
  /**
   * Resolves when the process has imported the bus. Rejects with a UsageError if it cannot import it, and with an
   * EnvironmentError if it cannot start, ends, or needs longer than 30 s.
   */
  readonly loaded: Promise<WorkerProcess>;
  /** Ends the process at once. Resolves when it has ended. From the call on nothing that it told is taken any more. */
  kill(): Promise<void>;
}

/** A process that has imported a bus module. */
export interface WorkerProcess extends Pick<StartingWorker, "kill"> {
  readonly processId: number;
  /** Makes a call on its bus. Rejects as the bus does, and when the process ends. */
  call(wanted: WorkerCall): Promise<string>;
  tell(order: WorkerOrder): void;
  /** Takes what the process tells from now on, and all that it prints. */
  listen(listener: WorkerListener): void;
  /** Returns the end of what it has printed on standard error. */
  printed(): string;
  /** Sends a signal to the process alone, such as SIGUSR1. */
  signal(name: NodeJS.Signals): void;
  /** Sends a signal to the process and to all that it has started, such as SIGSTOP. */
  signalGroup(name: NodeJS.Signals): void;
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
/** A module that connects to nothing is imported in a few seconds, also if it is compiled first. */
const importLimitMs = 30_000;
/** A process that the bus has started apart from its own may hold the output open for ever. */
const outputLimitMs = 1000;

/**
 * Starts a process, which imports the bus.
 *
 * @param source the name of a registered bus, or the absolute path of its module.
 * @param busName the name of the bus that it must export.
 */
export function startWorker(source: string, busName: string): StartingWorker {
  const child = forkProgram();
  const ending = Promise.withResolvers<WorkerEnd>();
  const loading = Promise.withResolvers<void>();
  const calls = createWorkerCalls((order) => send(child, order));
  const output = createOutput(child);
  let listener: WorkerListener | undefined;
  let isKilled = false;

  function takeNews(news: WorkerNews): void {
    if (news.kind === "loaded" && news.name === busName) loading.resolve();
    else if (news.kind === "loaded") loading.reject(otherBus(source, news.name, busName));
    else if (news.kind === "not-loaded") loading.reject(notLoaded(news.refusal));
    else if (news.kind === "answer") calls.answer(news.call, news.value);
    else if (news.kind === "refusal") calls.refuse(news.call, errorOf(news.refusal));
    else listener?.onNews(news);
  }

  async function kill(): Promise<void> {
    isKilled = true;
    signalGroup(child, "SIGKILL");
    await ending.promise;
  }

  child.on("message", (message) => {
    if (!isKilled && isNews(message)) takeNews(message);
  });
  child.once("error", (cause) => {
    loading.reject(new EnvironmentError(`cannot start a process: ${cause.message}`, { cause }));
    if (child.pid === undefined) ending.resolve({ how: "never started", lastLines: [] });
  });
  onceEnded(child, (how) => {
    calls.end(new Error(`the process of the bus ended: ${how}`));
    const lastLines = output.lastLines();
    const last = lastLines.at(-1) ?? "it printed nothing";
    const text = `a process of the bus ended while it started: ${how}; ${last}`;
    loading.reject(new EnvironmentError(text));
    ending.resolve({ how, lastLines });
  });
  send(child, { kind: "load", source });
  const worker: WorkerProcess = {
    processId: child.pid ?? 0,
    call: calls.make,
    tell: (order) => send(child, order),
    listen(wanted) {
      listener = wanted;
      output.listen(wanted.onOutput);
    },
    printed: output.printed,
    signal: (name) => void child.kill(name),
    signalGroup: (name) => signalGroup(child, name),
    kill,
    ended: ending.promise,
  };
  return { loaded: withinImportLimit(loading.promise, source).then(() => worker), kill };
}

/** The harness itself has imported the module, so the process must make the difference. */
function notLoaded(refusal: SentError): Error {
  return errorOf({ ...refusal, text: `in a process of its own, ${refusal.text}` });
}

function otherBus(source: string, found: string, wanted: string): UsageError {
  return new UsageError(
    `${source} exports the bus ${found}, and the run is about the bus ${wanted}`,
    {
      hint: "Name the module that exports the bus under test: processes of roles load it by that name.",
    },
  );
}

async function withinImportLimit(loading: Promise<void>, source: string): Promise<void> {
  try {
    await withPatience(loading, "a process to import the bus", importLimitMs);
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    throw new EnvironmentError(`a process has not imported ${source}: ${error.message}`, {
      cause: error,
      hint: "Each role in a process of its own imports the module again. Connect in open, not while the module is imported.",
    });
  }
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
    // It leads a process group, with all processes that the bus starts. Ctrl-C in a terminal does not reach the group.
    detached: true,
  });
}

/** Calls the listener once, when the process has ended and its output has been read. Ends its process group with it. */
function onceEnded(child: ChildProcess, listener: (how: string) => void): void {
  const stopGuarding = child.pid === undefined ? () => {} : guardProcessGroup(child.pid);
  let how = "";
  let limit: NodeJS.Timeout | undefined;
  child.once("exit", (exitCode, signal) => {
    how = signal ?? `exit code ${exitCode}`;
    endGroup(child);
    stopGuarding();
    limit = setTimeout(() => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, outputLimitMs);
  });
  // `close` comes when the output has been read to its end, unlike `exit`.
  child.once("close", () => {
    clearTimeout(limit);
    listener(how);
  });
}

/** A process that has ended gets no signal any more, because another one may have its id. */
function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  const { pid, exitCode, signalCode } = child;
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended, which this process will notice soon.
  }
}

/** Ends what a process that has just ended leaves in its group. Call it at once, before another process gets its id. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has left nothing.
  }
}

/** Reads the output of a process. Until there is a listener, keeps the end of it. */
function createOutput({ stdout, stderr }: ChildProcess) {
  let listener: ((text: string) => void) | undefined;
  let early = "";
  let printed = "";
  const take = (text: string): void => {
    if (listener) listener(text);
    else early = (early + text).slice(-keptOutput);
  };
  readText(stdout, take);
  readText(stderr, (text) => {
    printed = (printed + text).slice(-keptOutput);
    take(text);
  });
  return {
    printed: () => printed,
    lastLines(): readonly string[] {
      const lines = printed.split("\n").filter((line) => line.trim() !== "");
      return lines.slice(-keptLines);
    },
    listen(wanted: (text: string) => void) {
      listener = wanted;
      if (early !== "") wanted(early);
      early = "";
    },
  };
}

function readText(stream: Readable | null, take: (text: string) => void): void {
  stream?.setEncoding("utf8");
  stream?.on("data", take);
}

/** A process that has just ended gets nothing any more. */
function send(child: ChildProcess, order: WorkerOrder): void {
  if (child.connected) child.send(order, () => {});
}

/** A bus may send messages of its own to its parent process, as for a process manager. */
function isNews(message: unknown): message is WorkerNews {
  return typeof message === "object" && message !== null && "kind" in message;
}
