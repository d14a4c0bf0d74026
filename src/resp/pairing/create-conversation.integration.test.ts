import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { requests } from "../../../tests/support/resp/dialogue.ts";
import { ask, eventually, missingRedis, startTestRedis } from "../../../tests/support/test-bus.ts";
import { openTestClient } from "../../../tests/support/test-client.ts";
import type { RunningRedis } from "../../fixtures/redis/redis.ts";
import type { ClientCommand } from "./conversation.ts";
import { createConversation } from "./create-conversation.ts";

interface Answered {
  readonly command: ClientCommand;
  readonly kind: string;
  readonly bytes: string;
  readonly executed: readonly string[];
}

/** The commands and replies of all connections of one relay. */
interface Heard {
  readonly sent: ClientCommand[];
  readonly answers: Answered[];
  readonly pushes: string[];
  readonly opaque: string[];
  unanswered: number;
}

interface RunningRelay extends AsyncDisposable {
  readonly heard: Heard;
  readonly port: number;
}

async function startRelay(redis: RunningRedis): Promise<RunningRelay> {
  const heard: Heard = { sent: [], answers: [], pushes: [], opaque: [], unanswered: 0 };
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const upstream = connect(redis.endpoint());
    sockets.push(client, upstream);
    follow(client, upstream, heard);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    heard,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function follow(client: Socket, upstream: Socket, heard: Heard): void {
  const conversation = createConversation({
    command: (command) => void heard.sent.push(command),
    reply: (...[command, { kind, bytes }, , executed]) =>
      void heard.answers.push({
        command,
        kind,
        bytes: bytes.toString(),
        executed: executed.map(({ name }) => name),
      }),
    unanswered: () => void (heard.unanswered += 1),
    push: (frame) => void heard.pushes.push(frame.toString()),
    opaque: (reason) => void heard.opaque.push(reason),
  });
  client.on("data", (chunk) => {
    conversation.sent(chunk);
    upstream.write(chunk);
  });
  upstream.on("data", (chunk) => {
    conversation.received(chunk);
    client.write(chunk);
  });
  // An error on one side ends both sides. The tests look at the bytes before it.
  for (const socket of [client, upstream]) socket.on("error", () => undefined);
  client.on("close", () => upstream.destroy());
  upstream.on("close", () => client.destroy());
}

function expectNothingWaiting({ sent, answers, unanswered, opaque }: Heard): void {
  expect(opaque).toEqual([]);
  expect(answers.length + unanswered).toBe(sent.length);
}

function repliesTo(heard: Heard, name: string): string[] {
  return heard.answers.filter(({ command }) => command.name === name).map(({ bytes }) => bytes);
}

function bulk(text: string): string {
  return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}

let redis: RunningRedis;

describe.skipIf(missingRedis !== undefined)("a conversation of a real client with Redis", () => {
  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  describe.each([2, 3] as const)("node-redis in RESP%i", (RESP) => {
    const open = ({ port }: RunningRelay) =>
      openTestClient(`redis://127.0.0.1:${port}`, { RESP, name: "tester" });

    test("pairs every command of pipelines, transactions and blocking reads with its reply", async () => {
      await using relay = await startRelay(redis);
      const client = await open(relay);
      const words = Array.from({ length: 500 }, (_, index) => `word-${index}-${"é".repeat(index)}`);
      const echoes = words.map((word) => client.sendCommand(["ECHO", word]));
      expect(await Promise.all(echoes)).toEqual(words);

      const id = await client.xAdd(`s${RESP}`, "*", { field: "value" });
      const executed = await client.multi().incr(`n${RESP}`).get("none").exec();
      expect(executed).toEqual([1, null]);
      await expect(client.sendCommand(["HGET", `s${RESP}`, "f"])).rejects.toThrow("WRONGTYPE");
      const pushLate = async () => {
        await eventually(() => relay.heard.sent.at(-1)?.name === "BLPOP", "the blocking read");
        await ask(redis, "RPUSH", `l${RESP}`, "late");
      };
      const blocked = client.sendCommand(["BLPOP", `l${RESP}`, "0"]);
      const [popped] = await Promise.all([blocked, pushLate()]);
      expect(popped).toEqual([`l${RESP}`, "late"]);
      await client.close();

      const { heard } = relay;
      expectNothingWaiting(heard);
      expect(repliesTo(heard, "ECHO")).toEqual(words.map(bulk));
      const echoed = heard.answers.filter(({ command }) => command.name === "ECHO");
      expect(echoed.map(({ bytes }) => bytes)).toEqual(
        echoed.map(({ command }) => bulk(String(command.args[1]))),
      );
      expect(repliesTo(heard, "XADD")).toEqual([bulk(id)]);
      expect(heard.answers.find(({ command }) => command.name === "EXEC")).toMatchObject({
        bytes: `*2\r\n:1\r\n${RESP === 3 ? "_" : "$-1"}\r\n`,
        executed: ["INCR", "GET", "EXEC"],
      });
      expect(heard.answers.find(({ command }) => command.name === "HGET")?.kind).toBe("error");
      expect(heard.sent.every(({ connectionName }) => connectionName === "tester")).toBe(true);
      expect(heard.sent.findIndex(({ handshake }) => !handshake)).toBe(
        heard.sent.findIndex(({ name }) => name === "ECHO"),
      );
    });

    test("pairs every subscription with its confirmation, and messages with no command", async () => {
      await using relay = await startRelay(redis);
      const client = await open(relay);
      const messages: string[] = [];
      const listen = (message: string) => void messages.push(message);
      await client.subscribe(["a", "b"], listen);
      await client.pSubscribe("p*", listen);
      await Promise.all([
        client.ping(),
        ask(redis, "PUBLISH", "a", "one"),
        client.sSubscribe("s", listen),
      ]);
      await ask(redis, "PUBLISH", "pq", "two");
      await eventually(() => messages.length === 2, "both messages");
      await client.unsubscribe();
      await client.pUnsubscribe("p*");
      await client.sUnsubscribe();
      // After a subscription in RESP2 node-redis returns a buffer.
      const echo = await client.sendCommand<string | Buffer>(["ECHO", "still here"]);
      expect(echo.toString()).toBe("still here");
      await client.close();

      const { heard } = relay;
      expectNothingWaiting(heard);
      expect(repliesTo(heard, "ECHO")).toEqual([bulk("still here")]);
      const subscriberWords = heard.pushes.map((frame) => frame.split("\r\n")[2]);
      expect(subscriberWords.filter((word) => word?.endsWith("message"))).toEqual([
        "message",
        "pmessage",
      ]);
      for (const name of ["SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE"]) {
        for (const reply of repliesTo(heard, name))
          expect(reply).toContain(bulk(name.toLowerCase()));
        expect(repliesTo(heard, name)).not.toEqual([]);
      }
    });
  });

  test.each([2, 3])("reports in RESP%i exactly the frames that a raw socket gets", async (resp) => {
    await using relay = await startRelay(redis);
    const socket = connect(relay.port, "127.0.0.1");
    let received = "";
    socket.setEncoding("utf8").on("data", (text: string) => void (received += text));
    await once(socket, "connect");
    socket.write(
      Buffer.concat([
        requests(`HELLO ${resp}`, "ECHO 1", "CLIENT REPLY SKIP", "ECHO skipped", "ECHO 2"),
        requests(
          "CLIENT REPLY OFF",
          "SET off 1",
          "SUBSCRIBE quiet",
          "UNSUBSCRIBE",
          "CLIENT REPLY ON",
        ),
        requests(
          "CLIENT TRACKING ON BCAST",
          "MULTI",
          "NOSUCH",
          "EXEC",
          "MULTI",
          "INCR raw",
          "EXEC",
        ),
        requests(
          "WATCH raw",
          "INCR raw",
          "MULTI",
          "GET raw",
          "EXEC",
          "MULTI",
          "GET raw",
          "DISCARD",
        ),
        Buffer.from('\r\nECHO "in line"\r\n*0\r\n'),
        requests("SUBSCRIBE a b a", "PSUBSCRIBE p* q*", "UNSUBSCRIBE b c", "PING", "UNSUBSCRIBE"),
        requests("PUNSUBSCRIBE", "UNSUBSCRIBE", "SSUBSCRIBE s t", "SUNSUBSCRIBE", "ECHO 3"),
        requests(
          "SUBSCRIBE",
          "RESET",
          "HELLO 3",
          "SUBSCRIBE m",
          "ECHO 4",
          "HELLO 2",
          "PING",
          "RESET",
        ),
        requests("ECHO 5", "EVAL return{'message','a','b'} 0", "DEBUG NONSENSE", "QUIT"),
      ]),
    );
    await once(socket, "close");

    const { heard } = relay;
    expectNothingWaiting(heard);
    const told = [...heard.answers.map(({ bytes }) => bytes), ...heard.pushes];
    expect(told.join("").length).toBe(received.length);
    expect(repliesTo(heard, "ECHO")).toEqual(["1", "2", "in line", "3", "4", "5"].map(bulk));
    expect(repliesTo(heard, "EVAL")).toEqual([`*3\r\n${bulk("message")}${bulk("a")}${bulk("b")}`]);
    expect(repliesTo(heard, "QUIT")).toEqual(["+OK\r\n"]);
    const executed = heard.answers.filter(({ command }) => command.name === "EXEC");
    expect(executed.map((answer) => answer.executed)).toEqual([
      ["EXEC"],
      ["INCR", "EXEC"],
      ["EXEC"],
    ]);
  });

  test("finds the frames of replies to many kinds of commands in RESP3", async () => {
    await using relay = await startRelay(redis);
    const socket = connect(relay.port, "127.0.0.1");
    let received = 0;
    socket.on("data", (chunk) => void (received += chunk.length));
    await once(socket, "connect");
    const kinds = ["string", "integer", "double", "null", "array", "set", "map", "attrib", "push"];
    socket.write(
      Buffer.concat([
        requests("HELLO 3", "INFO", "COMMAND", "COMMAND DOCS", "CONFIG GET *", "CLIENT LIST"),
        requests(
          ...[...kinds, "verbatim", "true", "bignum"].map((kind) => `DEBUG PROTOCOL ${kind}`),
        ),
        requests("ECHO last", "QUIT"),
      ]),
    );
    await once(socket, "close");

    const { heard } = relay;
    expectNothingWaiting(heard);
    expect(repliesTo(heard, "ECHO")).toEqual([bulk("last")]);
    const told = [...heard.answers.map(({ bytes }) => bytes), ...heard.pushes].join("");
    expect(Buffer.byteLength(told)).toBe(received);
  });
});
