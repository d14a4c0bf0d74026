import type { Bus, BusContext } from "../../bus/contract.ts";
import { HarnessError } from "../../errors.ts";
import type { RoleProcesses } from "../../faults/contract/role-processes.ts";
import type { ProcessEnd } from "../../history/operations/process-end.ts";
import type { Recorder } from "../../history/recorder.ts";
import type { BusLog } from "../strays/bus-log.ts";
import type { RunErrors } from "../strays/run-errors.ts";
import { createRoleProcess, type RoleProcess } from "./role-process.ts";
import type { WorkerPool } from "./worker-pool.ts";
import type { WorkerEnd, WorkerProcess } from "./worker-process.ts";

/** The roles of a run that have a process of their own. Disposing ends the processes. */
export interface IsolatedRoles extends RoleProcesses, AsyncDisposable {
  /** Resolves when the processes of the first roles have imported the bus. Rejects if one cannot. */
  ready(): Promise<void>;
  /** Makes a process ready in which the role can open its bus. Ends the process that the role had before. */
  prepare(role: string): Promise<void>;
  /** Opens the bus of a role in its process. */
  open(context: BusContext): Promise<Bus>;
  /** Resolves when the process of a role has ended. If it has none, resolves at once. */
  ended(role: string): Promise<void>;
  /** Calls the listener when the process of a role has ended during the run, by a fault or by itself. */
  onEnd(listener: (role: string) => void): void;
}

export interface IsolatedRolesOptions {
  readonly pool: WorkerPool;
  readonly recorder: Pick<Recorder, "record">;
  readonly errors: Pick<RunErrors, "takeError" | "busClosed">;
  readonly busLog: Pick<BusLog, "print">;
  /** Returns how many handlers of a role have not returned. */
  readonly handling: (role: string) => number;
}

export function createIsolatedRoles(options: IsolatedRolesOptions): IsolatedRoles {
  const { pool, recorder, errors, busLog, handling } = options;
  const processes = new Map<string, RoleProcess>();
  const prepared = new Map<string, WorkerProcess>();
  const listeners: ((role: string) => void)[] = [];

  function recordEnd(role: string, how: string, by: ProcessEnd["by"]): void {
    processes.delete(role);
    recorder.record({ kind: "process-end", type: "info", process: role, how, by });
    for (const listener of listeners) listener(role);
  }

  function endedByItself(role: string, { how, lastLines }: WorkerEnd): void {
    recordEnd(role, how, "itself");
    const text = `the process ended by itself: ${how}`;
    errors.takeError({ origin: "died", text, stack: tellingLines(lastLines) }, role);
  }

  function processOf(role: string): RoleProcess {
    const found = processes.get(role);
    if (found) return found;
    throw new HarnessError(`${role} has no process of its own`);
  }

  return {
    ready: pool.ready,
    async prepare(role) {
      await processes.get(role)?.kill();
      processes.delete(role);
      prepared.set(role, await pool.take());
    },
    async open(context) {
      const { role } = context;
      const worker = prepared.get(role) ?? (await pool.take());
      prepared.delete(role);
      const opened = createRoleProcess(worker, {
        onStrayError: (error) => errors.takeError(error, role),
        onOutput: (text) => busLog.print(text, role),
        onClosed: () => errors.busClosed(role),
        onEnd: (end, isPlanned) =>
          isPlanned ? recordEnd(role, end.how, "harness") : endedByItself(role, end),
      });
      processes.set(role, opened);
      return await opened.open(context);
    },
    ended: async (role) => void (await processes.get(role)?.ended),
    onEnd: (listener) => void listeners.push(listener),
    handling,
    async kill(role) {
      const killing = processOf(role).kill();
      recordEnd(role, "SIGKILL", "harness");
      await killing;
    },
    answers: async (role, withinMs) => await processOf(role).answers(withinMs),
    pause: (role) => processOf(role).pause(),
    resume: (role) => processOf(role).resume(),
    async [Symbol.asyncDispose]() {
      await Promise.all([...processes.values()].map((each) => each.kill()));
      await pool[Symbol.asyncDispose]();
    },
  };
}

const shownLines = 4;

/** Node prints many lines before it ends because it has no memory left. Returns the lines that say why. */
function tellingLines(lines: readonly string[]): readonly string[] {
  const fatal = lines.filter((line) => /fatal error|error:/iu.test(line));
  return (fatal.length > 0 ? fatal : lines).slice(0, shownLines).map((line) => line.trim());
}
