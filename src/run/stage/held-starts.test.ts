import { describe, expect, test } from "vitest";

import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { scriptHistory } from "../../judging/testing/history-builder.ts";
import type { CommandFault } from "../../link/contract/command-point.ts";
import type { StageSubscriber } from "../../scenarios/stage.ts";
import { createCommandWatch } from "../watch/command-watch.ts";
import { createHeldStarts } from "./held-starts.ts";

const worker: StageSubscriber = { role: "subscriber-a", group: "a", from: "new" };
const point = {
  role: "subscriber-a",
  connection: "reader",
  command: "HELLO",
  key: undefined,
  occurrence: 1,
};

/** Creates held starts of a worker that the test controls. `onQuestion` is called at each PING. */
function holdStarts({
  reaches = true,
  strikesAfter = 0,
  onQuestion = (_asked: number): void => {},
  onOpen = (_role: string): void => {},
} = {}) {
  const said: string[] = [];
  const commandWatch = createCommandWatch();
  const struck = Promise.withResolvers<void>();
  const opening = Promise.withResolvers<void>();
  const armed: CommandFault[] = [];
  let asked = 0;
  let looks = 0;
  const starts = createHeldStarts({
    commandWatch,
    signal: new AbortController().signal,
    directRedis: {
      async ask() {
        onQuestion(asked++);
        return "PONG";
      },
    },
    faults: {
      arm(fault) {
        armed.push(fault);
        return {
          struck: struck.promise,
          hasStruck: () => reaches && looks++ >= strikesAfter,
          async release() {
            said.push("release");
            opening.resolve();
          },
        };
      },
    },
    async openSubscriber({ role }) {
      onOpen(role);
      if (reaches && strikesAfter === 0) struck.resolve();
      else opening.resolve();
      await opening.promise;
      said.push("ready");
      return { close: async () => void said.push("close") };
    },
  });
  return { starts, said, armed, commandWatch, opening, questions: () => asked };
}

function wireOperation(command: string): WireCommand {
  const history = scriptHistory({ hasCommands: true }).wire({ at: 1, by: worker.role, command });
  const [operation] = history.operations();
  if (operation?.kind !== "wire") throw new Error("the operation is not a command");
  return operation;
}

describe("openHeld", () => {
  test("openHeld releases the command after the act, and resolves when the worker is ready", async () => {
    const { starts, said, armed } = holdStarts();
    await starts.openHeld(worker, point, async () => void said.push("act"));
    expect(armed).toEqual([{ point, position: "before-forwarding", act: { kind: "stall" } }]);
    expect(said).toEqual(["act", "release", "ready"]);
  });

  test("openHeld does not act before the other connections of the worker are quiet", async () => {
    const busyQuestions = 25;
    const { starts, commandWatch, questions } = holdStarts({
      onQuestion(asked) {
        if (asked < busyQuestions) commandWatch.watch(wireOperation("XINFO GROUPS"));
      },
    });
    let askedBefore = 0;
    await starts.openHeld(worker, point, async () => void (askedBefore = questions()));
    expect(askedBefore).toBeGreaterThan(busyQuestions);
  });

  test("openHeld acts if the command comes after the worker is ready", async () => {
    const { starts, said, opening } = holdStarts({ strikesAfter: 3 });
    opening.resolve();
    await starts.openHeld(worker, point, async () => void said.push("act"));
    expect(said).toEqual(["ready", "act", "release"]);
  });

  test("openHeld does not act if the command never comes", async () => {
    const { starts, said } = holdStarts({ reaches: false });
    await starts.openHeld(worker, point, async () => void said.push("act"));
    expect(said).toEqual(["ready", "release"]);
  });

  test("openHeld releases the command if the act fails", async () => {
    const { starts, said } = holdStarts();
    const acting = starts.openHeld(worker, point, async () => {
      throw new Error("no");
    });
    await expect(acting).rejects.toThrow("no");
    expect(said).toContain("release");
  });
});

const another: StageSubscriber = { role: "subscriber-b", group: "b", from: "new" };

test("traceStart returns the commands of a start, connection by connection, and the first of each kind after it", async () => {
  const { starts, said, commandWatch, opening } = holdStarts();
  const tracing = starts.traceStart(worker, another);
  const history = scriptHistory({ hasCommands: true })
    .subscribe({ group: "a", at: 0, tookMs: 20 })
    .wire({ at: 1, by: worker.role, connection: 0, command: "HELLO" })
    .wire({ at: 2, by: worker.role, connection: 1, command: "HELLO", connectionName: "reader" })
    .wire({ at: 3, by: worker.role, connection: 0, command: "INFO" })
    .wire({ at: 19, by: worker.role, connection: 0, command: "XPENDING", repliedAt: 25 })
    .wire({ at: 30, by: worker.role, connection: 1, command: "SUBSCRIBE" })
    .wire({ at: 40, by: worker.role, connection: 0, command: "XPENDING", occurrence: 2 });
  for (const operation of history.operations()) commandWatch.watch(operation);
  opening.resolve();
  const points = await tracing;
  const commands = points.map(({ command }) => command);
  expect(commands).toEqual(["HELLO", "INFO", "XPENDING", "HELLO", "SUBSCRIBE"]);
  expect(points[3]?.connection).toBe("reader");
  expect(said).toEqual(["ready", "close", "ready", "close"]);
});

test("traceStart writes the part of a name in which two starts differ as …", async () => {
  const startOf = ({ role, group }: StageSubscriber, number: number) =>
    scriptHistory({ hasCommands: true })
      .subscribe({ group, process: role, at: 0, tookMs: 20 })
      .wire({ at: 1, by: role, command: "SADD", key: `q:${group}:${number}` })
      .operations();
  const { starts, commandWatch, opening } = holdStarts({
    onOpen(role) {
      const operations = role === worker.role ? startOf(worker, 17) : startOf(another, 9);
      for (const operation of operations) commandWatch.watch(operation);
    },
  });
  opening.resolve();
  const points = await starts.traceStart(worker, another);
  expect(points.map(({ key }) => key)).toEqual(["q:a:…"]);
});

test("traceStart leaves out the commands of a handshake if the options say so", async () => {
  const { starts, commandWatch, opening } = holdStarts();
  const tracing = starts.traceStart(worker, another, { handshakes: false });
  const history = scriptHistory({ hasCommands: true })
    .subscribe({ group: "a", at: 0, tookMs: 20 })
    .wire({ at: 1, by: worker.role, connection: 0, command: "HELLO", handshake: true })
    .wire({ at: 3, by: worker.role, connection: 0, command: "INFO" });
  for (const operation of history.operations()) commandWatch.watch(operation);
  opening.resolve();
  expect((await tracing).map(({ command }) => command)).toEqual(["INFO"]);
});

describe("openAcross", () => {
  const cut: CommandFault = { point, position: "before-reply", act: { kind: "rst" } };

  test("openAcross uses the worker once if the fault struck while it opened", async () => {
    const { starts, said, armed, opening } = holdStarts();
    opening.resolve();
    await starts.openAcross(worker, cut, async () => void said.push("use"));
    expect(armed).toEqual([cut]);
    expect(said).toEqual(["ready", "use", "release"]);
  });

  test("openAcross uses the worker again if the fault struck only when it was open", async () => {
    const { starts, said } = holdStarts({ strikesAfter: 2 });
    await starts.openAcross(worker, cut, async () => void said.push("use"));
    expect(said).toEqual(["ready", "use", "use", "release"]);
  });

  test("openAcross takes the fault away if the worker does not open", async () => {
    const { starts, said } = holdStarts({
      onOpen() {
        throw new Error("refused");
      },
    });
    const across = starts.openAcross(worker, cut, async () => {});
    await expect(across).rejects.toThrow("refused");
    expect(said).toEqual(["release"]);
  });
});
