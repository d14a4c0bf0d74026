import { describe, expect, test } from "vitest";

import type { OperationDraft } from "../../history/operation.ts";
import type { ObservedCommand } from "../../link/contract/link.ts";
import { createPayload } from "../../workload/payload.ts";
import { createCommandRecorder } from "./record-commands.ts";

const runId = "run-1";
const role = "publisher-0";
const payloadOf = (sequence: number, run = runId) =>
  createPayload({ runId: run, publisher: role, sequence, topic: "orders", bytes: 120 });

function record(startMs = 0) {
  const drafts: OperationDraft[] = [];
  const recorder = { record: (draft: OperationDraft) => drafts.push(draft) - 1 };
  return {
    drafts,
    observer: createCommandRecorder({ recorder, role, runId, namespace: "run:", startMs }),
  };
}

interface Seen extends Partial<Omit<ObservedCommand, "args" | "reply">> {
  readonly args: readonly string[];
  readonly reply?: string;
  readonly command?: string;
  readonly key?: string;
}

function observed({ args, reply, command = args[0]!, key, ...rest }: Seen): ObservedCommand {
  return {
    point: { role, connection: "commands", command, key, occurrence: 1 },
    connection: 0,
    handshake: false,
    args: args.map((arg) => Buffer.from(arg)),
    forwardedMs: 10,
    executedMs: 11,
    repliedMs: 12,
    reply: reply === undefined ? undefined : Buffer.from(reply),
    failed: false,
    ...rest,
  };
}

/** Returns the operation that the recorder makes of a command. */
function operationOf(seen: Seen, startMs = 0): OperationDraft {
  const { drafts, observer } = record(startMs);
  observer.ended(observed(seen));
  expect(drafts).toHaveLength(1);
  return drafts[0]!;
}

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;

describe("the command recorder", () => {
  test("a command is recorded with its messages, its times and the id of its entry", () => {
    const args = ["XADD", "run:stream", "*", "payload", payloadOf(7)];
    const seen = { args, key: "stream", reply: bulk("1526919030474-55") };
    expect(operationOf(seen)).toEqual({
      kind: "wire",
      type: "ok",
      process: role,
      connection: 0,
      connectionName: "commands",
      command: "XADD",
      key: "stream",
      occurrence: 1,
      forwardedMs: 10,
      executedMs: 11,
      repliedMs: 12,
      reply: "1526919030474-55",
      messages: ["publisher-0/7"],
    });
  });

  test("the times of a command count from the start of the run, in microseconds", () => {
    const times = { forwardedMs: 1010.123_456, executedMs: 1011.987_654_3, repliedMs: undefined };
    const draft = operationOf({ args: ["PING"], ...times }, 1000);
    expect(draft).toMatchObject({ type: "info", forwardedMs: 10.123, executedMs: 11.988 });
    expect(draft).not.toHaveProperty("repliedMs");
  });

  test("a command shows the payloads of its run inside other texts, and no payload of another run", () => {
    const wrapped = JSON.stringify({ id: "a", data: [payloadOf(1), payloadOf(2)] });
    const args = ["PUBLISH", "channel", wrapped, payloadOf(3, "run-2"), payloadOf(4).slice(0, -4)];
    expect(operationOf({ args })).toMatchObject({ messages: ["publisher-0/1", "publisher-0/2"] });
  });

  test("a command shows the messages in its reply", () => {
    const reply = `*2\r\n${bulk(payloadOf(1))}${bulk(payloadOf(2))}`;
    const draft = operationOf({
      args: ["XREADGROUP", "GROUP", "a", "c", "STREAMS", "s", ">"],
      reply,
    });
    expect(draft).toMatchObject({ group: "a", returned: ["publisher-0/1", "publisher-0/2"] });
    expect(draft).not.toHaveProperty("partial");
  });

  test.each([
    ["XREADGROUP GROUP STREAMS c COUNT 5 STREAMS run:s run:t > >", ["s", "t"]],
    ["XREAD BLOCK 5 streams run:s other 0 0", ["s", "other"]],
    ["XREADGROUP GROUP a c STREAMS run:s >", undefined],
    ["XADD run:s * streams a b", undefined],
  ])("%s names the streams %j", (text, keys) => {
    const draft = operationOf({ args: text.split(" ") });
    expect("keys" in draft ? draft.keys : undefined).toEqual(keys);
  });

  test("a command is marked if its reply was too long to be searched", () => {
    const reply = `*1\r\n${bulk("x".repeat(1024 * 1024))}`.slice(0, 1024 * 1024);
    expect(operationOf({ args: ["XRANGE", "s", "-", "+"], reply })).toMatchObject({
      partial: true,
    });
  });

  test.each([
    ["XACK s a 1-0 2-0", "XACK", { group: "a", ids: ["1-0", "2-0"] }],
    ["XACKDEL s a KEEPREF IDS 1 1-0", "XACKDEL", { group: "a", ids: ["1-0"] }],
    ["XCLAIM s a 9-9 0 1-0 IDLE 5 JUSTID", "XCLAIM", { group: "a", ids: ["1-0"] }],
    ["XDEL s 1-0", "XDEL", { ids: ["1-0"] }],
    ["XAUTOCLAIM s a c 0 0-0", "XAUTOCLAIM", { group: "a" }],
    ["XGROUP CREATE s a $", "XGROUP CREATE", { group: "a" }],
    ["XREADGROUP GROUP a c COUNT 5 NOACK STREAMS s >", "XREADGROUP", { group: "a", noAck: true }],
  ])("%s names its group and its entries", (text, command, expected) => {
    expect(operationOf({ args: text.split(" "), command })).toMatchObject(expected);
  });

  test("XREADGROUP is not marked as NOACK if only a stream is called NOACK", () => {
    const args = "XREADGROUP GROUP a NOACK STREAMS NOACK >".split(" ");
    expect(operationOf({ args })).not.toHaveProperty("noAck");
  });

  test.each([
    [":3\r\n", "3"],
    ["+OK\r\n", "OK"],
    ["$-1\r\n", "nil"],
    ["*-1\r\n", "nil"],
    ["_\r\n", "nil"],
    [bulk("1-0"), "1-0"],
    [bulk("a secret"), undefined],
    [`+${"x".repeat(65)}\r\n`, undefined],
    ["*0\r\n", undefined],
  ])("the reply %j is recorded as %j", (reply, expected) => {
    const draft = operationOf({ args: ["GET", "k"], reply }) as { reply?: string };
    expect(draft.reply).toBe(expected);
  });

  test.each([
    ["-NOGROUP No such key\r\n", "NOGROUP No such key"],
    ["!9\r\nERR wrong\r\n", "ERR wrong"],
    [
      "-ERR unknown command 'AUHT', with args beginning with: 'hunter2' \r\n",
      "ERR unknown command 'AUHT'",
    ],
  ])("the error %j is recorded as %j", (reply, error) => {
    const draft = operationOf({ args: ["XADD", "s"], reply, failed: true });
    expect(draft).toMatchObject({ error });
    expect(draft).not.toHaveProperty("reply");
  });
});

describe("the command recorder and passwords", () => {
  test.each([
    ["AUTH user hunter2", "AUTH", true],
    ["AUTH hunter2", "AUTH", false],
    ["HELLO 3 AUTH user hunter2 SETNAME n", "HELLO", true],
    ["HELLO 3 AUTH user hunter2", "HELLO", false],
    ["CONFIG SET requirepass hunter2", "CONFIG SET", false],
    ["ACL SETUSER user >hunter2", "ACL SETUSER", false],
    ["MIGRATE 127.0.0.1 6379 hunter2 0 10 AUTH hunter2", "MIGRATE", false],
    ["SENTINEL SET m auth-pass hunter2", "SENTINEL SET", false],
    ["CLIENT SETNAME hunter2", "CLIENT SETNAME", true],
  ])("the history has no password of %s", (text, command, handshake) => {
    const seen = { args: text.split(" "), command, handshake, key: "hunter2" };
    for (const answer of [
      { reply: "+hunter2\r\n" },
      { reply: "-WRONGPASS hunter2\r\n", failed: true },
    ]) {
      const draft = operationOf({ ...seen, ...answer });
      expect(JSON.stringify(draft)).not.toContain("hunter2");
      expect(draft).toMatchObject({ kind: "wire", command, forwardedMs: 10 });
    }
  });
});

describe("the command recorder and other bytes", () => {
  test("a pushed frame is recorded if it holds messages", () => {
    const { drafts, observer } = record();
    observer.pushed({ connection: 2, frame: Buffer.from(bulk(payloadOf(5))), passedMs: 3 });
    observer.pushed({ connection: 2, frame: Buffer.from("*3\r\n"), passedMs: 3 });
    expect(drafts).toEqual([
      {
        kind: "wire-push",
        type: "info",
        process: role,
        connection: 2,
        returned: ["publisher-0/5"],
      },
    ]);
  });

  test("a connection that the link reset is recorded", () => {
    const { drafts, observer } = record();
    observer.reset?.(3);
    expect(drafts).toEqual([
      { kind: "wire-end", type: "info", process: role, connection: 3, how: "rst" },
    ]);
  });

  test("a connection is recorded once as opaque if its bytes are no Redis protocol", () => {
    const { drafts, observer } = record();
    observer.opaque(1, "it begins with 0x16");
    expect(drafts).toMatchObject([{ kind: "wire-opaque", connection: 1 }]);
  });
});

test.each([
  ["SET", ["SET", "app:last", "1"], true],
  ["SET", ["SET", "run:last", "1"], undefined],
  ["PUBLISH", ["PUBLISH", "q:run:orders", "1"], undefined],
  ["SUBSCRIBE", ["SUBSCRIBE", "of-run-1"], undefined],
  ["GET", ["GET", "app:last"], undefined],
])(
  "a command writes outside of the namespace if no argument names the run: %s %j",
  (command, args, outside) => {
    const operation = operationOf({ command, args, key: args[1]! });
    expect(operation).toMatchObject({ key: args[1] });
    expect("outsideNamespace" in operation ? operation.outsideNamespace : undefined).toBe(outside);
  },
);
