import { spawn } from "node:child_process";
import { existsSync, writeSync } from "node:fs";

import type { BusModule, MessageHandler } from "../../src/bus/contract.ts";

/**
 * A bus without a Redis, for tests of processes. The topic of a publish names what it does: it delivers the payload, tells
 * something as its id, or does harm to its process.
 */
export const bus: BusModule = {
  name: "steered",
  guarantees: { delivery: "at-least-once" },
  open: async ({ notify, logger, signal, role }) => {
    const handlers = new Set<MessageHandler>();
    if (role.startsWith("malformed")) return {} as never;
    return {
      async publish(topic, payload) {
        if (topic === "notify") notify({ kind: "gap", ids: [payload] });
        if (topic === "log") logger.warn(payload, { fields: 1, socket: () => {} });
        if (topic === "is-aborted") return String(signal.aborted);
        const act = acts[topic];
        if (act) return await act(payload);
        for (const handle of handlers) await handle({ id: "7", topic, payload, attempt: 1 });
        return `id of ${payload}`;
      },
      async subscribe(topic, { group }, handler) {
        if (topic === "refused") throw new Error(`the group ${group} is refused`);
        handlers.add(handler);
        return { close: async () => void handlers.delete(handler) };
      },
      close: async () => handlers.clear(),
    };
  },
};

type Act = (payload: string) => Promise<string | void>;

const acts: Readonly<Record<string, Act>> = {
  "process-id": async () => String(process.pid),
  async rejected() {
    throw Object.assign(new Error("certainly not done"), { outcome: "rejected" });
  },
  async print(text) {
    process.stdout.write(`${text} on standard output\n`);
    process.stderr.write(`${text} on standard error\n`);
  },
  exit: async (code) => process.exit(Number(code)),
  abort: async () => process.abort(),
  "close-its-channel": async () => process.disconnect(),
  async "throw-later"() {
    setTimeout(() => {
      throw new Error("too late for a caller");
    }, 0);
  },
  async "use-up-memory"() {
    const kept: number[][] = [];
    // 8 MB each.
    for (;;) kept.push(Array.from<number>({ length: 1_000_000 }).fill(0.5));
  },
  "spin-until-there-is": async (file) => spinUntilThereIs(file),
  async "talk-to-its-parent"() {
    for (const message of ["ready", { type: "online" }, { kind: "unheard-of" }, 7]) {
      process.send?.(message);
    }
  },
  "start-a-process": async () => startSleeper(false),
  "start-a-process-apart": async () => startSleeper(true),
};

/** Says on standard error that it has begun. */
function spinUntilThereIs(file: string): void {
  writeSync(2, `waits for ${file}\n`);
  while (!existsSync(file));
}

/** Starts a process that holds the output of this one open, and returns its id. */
function startSleeper(isApart: boolean): string {
  const { pid } = spawn("sleep", ["600"], { stdio: "inherit", detached: isApart });
  return String(pid);
}
