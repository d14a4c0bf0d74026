import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { Bus, BusMessage, BusNotice } from "../../bus/contract.ts";
import { errorText, UsageError } from "../../errors.ts";
import { processMark } from "../../fixtures/guardian/process-mark.ts";
import type { OperationDraft } from "../../history/operation.ts";
import { waitPatiently, withPatience } from "../../patience.ts";
import { ExitOfHandler } from "../record/exit-of-handler.ts";
import type { CaughtError } from "../strays/caught-error.ts";
import { createIsolatedRoles, type IsolatedRoles } from "./isolated-roles.ts";
import { createWorkerPool } from "./worker-pool.ts";

const support = join(import.meta.dirname, "../../../tests/support");
const source = join(support, "steered-bus.ts");
const role = "subscriber-0";
const wanted = { group: "group-0", consumer: "worker-0", from: "start" } as const;
const timeoutMs = 20_000;

let roles: IsolatedRoles;
let bus: Bus;
let abort: AbortController;
const recorded: OperationDraft[] = [];
const errors: CaughtError[] = [];
const printed: string[] = [];
const logged: string[] = [];
const notices: BusNotice[] = [];
const closed: string[] = [];
const left: number[] = [];

function openRoles(from: string): IsolatedRoles {
  return createIsolatedRoles({
    pool: createWorkerPool({ source: from, busName: "steered", waiting: 1 }),
    recorder: { record: (draft) => recorded.push(draft) },
    errors: {
      takeError: (error) => void errors.push(error),
      busClosed: (name) => void closed.push(name),
    },
    busLog: { print: (text) => void printed.push(text) },
    handling: () => 0,
  });
}

const log = (text: string): void => void logged.push(text);

function openBus(name = role): Promise<Bus> {
  return roles.open({
    role: name,
    url: "redis://127.0.0.1:1",
    namespace: "n:",
    signal: abort.signal,
    notify: (notice) => void notices.push(notice),
    logger: { debug: log, info: log, warn: log, error: log },
  });
}

/** Waits for an error of this origin. */
async function errorOf(origin: CaughtError["origin"]): Promise<CaughtError> {
  const find = () => errors.find((each) => each.origin === origin);
  return await waitPatiently(find, { what: `an error of the origin ${origin}`, timeoutMs });
}

/** Waits until the process with this id is gone. */
async function gone(processId: number): Promise<void> {
  const what = `process ${processId} to end`;
  await waitPatiently(() => processMark(processId) === undefined, { what, timeoutMs });
}

async function startedBy(topic: string): Promise<number> {
  const processId = Number(await bus.publish(topic, ""));
  left.push(processId);
  return processId;
}

beforeEach(async () => {
  for (const list of [recorded, errors, printed, logged, notices, closed]) list.length = 0;
  abort = new AbortController();
  roles = openRoles(source);
  bus = await openBus();
});

afterEach(async () => {
  await roles[Symbol.asyncDispose]();
  for (const processId of left.splice(0)) {
    if (processMark(processId) !== undefined) process.kill(processId, "SIGKILL");
  }
});

describe("the bus of a role in a process of its own", () => {
  test("publishes, and delivers to the handler in this process, until its subscription closes", async () => {
    const messages: BusMessage[] = [];
    const { close } = await bus.subscribe(
      "orders",
      wanted,
      (message) => void messages.push(message),
    );
    expect(await bus.publish("orders", "one\0two")).toBe("id of one\0two");
    await close();
    await bus.publish("orders", "unheard");
    expect(messages).toEqual([{ id: "7", topic: "orders", payload: "one\0two", attempt: 1 }]);
    expect(Number(await bus.publish("process-id", ""))).not.toBe(process.pid);
    await bus.close();
    expect(closed).toEqual([role]);
  });

  test("gets the error of a handler that throws, and the caller gets the errors of the bus", async () => {
    await bus.subscribe("orders", wanted, () => {
      throw new Error("no room for it");
    });
    await expect(bus.publish("orders", "one")).rejects.toThrow("no room for it");
    await expect(bus.publish("rejected", "")).rejects.toMatchObject({ outcome: "rejected" });
    const refused = bus.subscribe("refused", wanted, () => {});
    await expect(refused).rejects.toThrow("the group group-0 is refused");
    expect(errors).toEqual([]);
  });

  test("prints to the log of the run, logs, notifies, and sees that the run is aborted", async () => {
    await bus.publish("print", "a line");
    await bus.publish("log", "trouble");
    await bus.publish("notify", "7");
    expect(logged).toEqual(["trouble"]);
    expect(notices).toEqual([{ kind: "gap", ids: ["7"] }]);
    const isPrinted = () =>
      ["output", "error"].every((each) => printed.join("").includes(`a line on standard ${each}`));
    await waitPatiently(isPrinted, { what: "the lines that the bus printed", timeoutMs });
    abort.abort();
    expect(await bus.publish("is-aborted", "")).toBe("true");
  });

  test("goes on if it sends messages of its own to its parent process", async () => {
    await bus.publish("talk-to-its-parent", "");
    expect(await bus.publish("orders", "one")).toBe("id of one");
  });

  test("is refused if open returns no bus", async () => {
    await expect(openBus("malformed-0")).rejects.toThrow(UsageError);
  });
});

test("a module that exports no bus is a wrong usage, before any role opens", async () => {
  await using wrong = openRoles(join(support, "requirements.ts"));
  await expect(wrong.ready()).rejects.toThrow(/requirements.ts exports no bus/u);
});

describe("the end of the process of a role", () => {
  const harnessEnd = { kind: "process-end", process: role, how: "SIGKILL", by: "harness" };

  test("a process that is killed answers no call any more, and its end is recorded once", async () => {
    const entered = Promise.withResolvers<void>();
    await bus.subscribe("orders", wanted, async () => {
      entered.resolve();
      await new Promise(() => {});
    });
    const answer = bus.publish("orders", "one").catch(errorText);
    await withPatience(entered.promise, "the handler to begin", timeoutMs);
    const ended = Promise.withResolvers<string>();
    roles.onEnd(ended.resolve);
    const processEnded = roles.ended(role);
    await roles.kill(role);
    expect(await answer).toContain("ended: SIGKILL");
    await processEnded;
    expect(await ended.promise).toBe(role);
    expect(recorded).toMatchObject([harnessEnd]);
    expect(errors).toEqual([]);
    await expect(bus.publish("orders", "two")).rejects.toThrow("ended: SIGKILL");
  });

  test("a role whose process was killed opens again in another process", async () => {
    const before = await bus.publish("process-id", "");
    await roles.kill(role);
    await roles.prepare(role);
    bus = await openBus();
    expect(await bus.publish("process-id", "")).not.toBe(before);
    expect(recorded).toHaveLength(1);
  });

  test("a handler that ends its process does so with its exit code, and that is no error of the bus", async () => {
    await bus.subscribe("orders", wanted, () => {
      throw new ExitOfHandler(7);
    });
    await expect(bus.publish("orders", "one")).rejects.toThrow("ended: exit code 7");
    await roles.ended(role);
    expect(recorded).toMatchObject([{ ...harnessEnd, how: "exit code 7" }]);
    expect(errors).toEqual([]);
  });

  test("a bus that calls process.exit does not end its process, and the call is reported", async () => {
    await expect(bus.publish("exit", "3")).rejects.toThrow("the bus called process.exit(3)");
    expect(await errorOf("exit")).toMatchObject({ text: "the bus called process.exit(3)" });
    expect(await bus.publish("orders", "one")).toBe("id of one");
  });

  test.each([
    ["abort", "SIGABRT", ""],
    ["use-up-memory", "SIGABRT", "heap out of memory"],
    ["close-its-channel", "SIGKILL", ""],
  ])("a process that ends by %s died by itself: %s %s", async (act, how, printedLast) => {
    await expect(bus.publish(act, "")).rejects.toThrow(`ended: ${how}`);
    const { text, stack } = await errorOf("died");
    expect(text).toBe(`the process ended by itself: ${how}`);
    expect(recorded).toMatchObject([{ ...harnessEnd, how, by: "itself" }]);
    expect(stack.join("\n")).toContain(printedLast);
  });

  test("an error that the bus throws outside of any call is reported with its stack", async () => {
    await bus.publish("throw-later", "");
    const { text, stack } = await errorOf("uncaught-exception");
    expect(text).toBe("too late for a caller");
    expect(stack.join("\n")).toContain("steered-bus.ts");
  });

  test("a process that the bus has started ends with the process of the bus", async () => {
    const sleeper = await startedBy("start-a-process");
    await roles.kill(role);
    await gone(sleeper);
  });

  test("a process that the bus has started apart, with the output in its hands, holds up no kill", async () => {
    await startedBy("start-a-process-apart");
    await withPatience(roles.kill(role), "the end of the process", timeoutMs);
    expect(recorded).toMatchObject([harnessEnd]);
  });

  test("no process is left after the roles have been disposed of", async () => {
    const processId = Number(await bus.publish("process-id", ""));
    await roles[Symbol.asyncDispose]();
    await gone(processId);
  });
});

describe("the event loop of the process of a role", () => {
  test("a process that is stopped does not answer, and is not reported when it goes on", async () => {
    expect(await roles.answers(role, timeoutMs)).toBe(true);
    roles.pause(role);
    expect(await roles.answers(role, 3000)).toBe(false);
    roles.resume(role);
    expect(await roles.answers(role, timeoutMs)).toBe(true);
    expect(errors).toEqual([]);
    expect(recorded).toEqual([]);
  });
});
