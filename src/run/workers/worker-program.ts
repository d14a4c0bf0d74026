// The program of a worker: a process with the bus of one role. See worker-process.ts.
import { isCertainRejection, type BusModule } from "../../bus/contract.ts";
import { findBus } from "../../bus/registry.ts";
import { errorText, UsageError } from "../../errors.ts";
import { readCaughtError } from "../strays/caught-error.ts";
import { createHostedBus, type HostedBus } from "./hosted-bus.ts";
import type { SentError, WorkerNews, WorkerOrder } from "./worker-messages.ts";

// The bus may replace or close what it finds here.
const exit = process.exit.bind(process);
const send = process.send?.bind(process);
let hosted: HostedBus | undefined;

/** Only the harness ends a worker. Ctrl-C reaches every process of a terminal. */
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
process.exit = (exitCode) => {
  const error = new Error(`the bus called process.exit(${exitCode ?? ""})`);
  tell({ kind: "stray-error", error: readCaughtError(error, "exit") });
  throw error;
};
process.on("uncaughtException", (thrown) => tellError(thrown, "uncaught-exception"));
process.on("unhandledRejection", (thrown) => tellError(thrown, "unhandled-rejection"));
process.on("disconnect", () => endGroup());
process.on("message", (order) => void obey(order as WorkerOrder));

async function obey(order: WorkerOrder): Promise<void> {
  switch (order.kind) {
    case "load":
      return await load(order.source);
    case "call":
      return await answer(order.call, async () => await hosted?.call(order.wanted));
    case "handled":
      return hosted?.handled(order.delivery, order.error);
    case "exit":
      return exit(order.exitCode);
    case "abort":
      return hosted?.abort();
    case "ping":
      return tell({ kind: "pong" });
  }
}

async function load(source: string): Promise<void> {
  let module: BusModule;
  try {
    module = await findBus(source);
  } catch (error) {
    return tell({ kind: "not-loaded", refusal: sentError(error) });
  }
  hosted = createHostedBus(module, tell);
  tell({ kind: "loaded", name: module.name });
}

async function answer(call: number, act: () => Promise<string | undefined>): Promise<void> {
  try {
    tell({ kind: "answer", call, value: (await act()) ?? "" });
  } catch (error) {
    tell({ kind: "refusal", call, refusal: sentError(error) });
  }
}

function sentError(error: unknown): SentError {
  return {
    text: errorText(error),
    isRejection: isCertainRejection(error),
    ...(error instanceof UsageError && { usage: { hint: error.hint } }),
  };
}

function tellError(thrown: unknown, origin: "uncaught-exception" | "unhandled-rejection"): void {
  tell({ kind: "stray-error", error: readCaughtError(thrown, origin) });
}

/** If the harness is gone, this process is about to end. */
function tell(news: WorkerNews): void {
  if (process.connected) send?.(news, undefined, undefined, () => {});
}

/** Without the harness, neither this process nor one that the bus has started may stay. */
function endGroup(): void {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    exit();
  }
}
