import type { Random } from "../../../src/random.ts";
import { encodeCommand } from "./raw-connection.ts";

/** A stream of requests for an empty Redis that always gives the same replies. */
export interface CommandMix {
  readonly requests: Buffer;
  readonly commandCount: number;
}

type Words = readonly (string | Buffer)[];
/** A group of commands that belong together. A string is an inline command. */
type CommandGroup = readonly (Words | string)[];

interface MixContext {
  readonly resp: 2 | 3;
  readonly random: Random;
  /** Counts up, for stream IDs that must grow. */
  next(): number;
}

type Kind = (context: MixContext) => CommandGroup;

const kilobyte = 1024;

const everydayKinds: readonly Kind[] = [
  ({ random }) => [["SET", pick(random, "key"), text(random, 64)]],
  ({ random }) => [["GET", pick(random, "key")]],
  ({ random }) => [["INCR", pick(random, "count")]],
  ({ random }) => [
    ["HSET", pick(random, "hash"), "field", text(random, 16)],
    ["HGETALL", pick(random, "hash")],
  ],
  ({ random }) => [["ZADD", pick(random, "sorted"), String(random.integer(0, 99) / 4), "member"]],
  ({ random }) => [["ZSCORE", pick(random, "sorted"), "member"]],
  ({ random }) => [["SADD", pick(random, "set"), String(random.integer(0, 9))]],
  ({ random }) => [["SMEMBERS", pick(random, "set")]],
  ({ next }) => [["XADD", "stream", "MAXLEN", "100", `${next()}-1`, "field", "value"]],
  () => [["XRANGE", "stream", "-", "+", "COUNT", "3"]],
  () => [["XLEN", "stream"], "PING"],
  ({ random }) => ["ping inline", ["ECHO", text(random, 300)]],
];

const oddKinds: readonly Kind[] = [
  () => [["NO-SUCH-COMMAND", "x"], ["GET"], ["SET", "wrong", "type"], ["LPUSH", "wrong", "1"]],
  () => [["MULTI"], ["INCR", "in-transaction"], ["GET", "wrong"], ["EXEC"]],
  () => [["MULTI"], ["INCR", "in-transaction"], ["NO-SUCH-COMMAND"], ["EXEC"], ["EXEC"]],
  () => [["WATCH", "in-transaction"], ["MULTI"], ["SET", "discarded", "1"], ["DISCARD"]],
  () => [
    ["WATCH", "watched"],
    ["INCR", "watched"],
    ["MULTI"],
    ["INCR", "never"],
    ["EXEC"],
    ["GET", "never"],
  ],
  ({ resp, random }) => {
    const channel = pick(random, "channel");
    const said: Words = resp === 3 ? ["PUBLISH", channel, text(random, 40)] : ["PING", "hello"];
    return [["SUBSCRIBE", channel, "other"], said, ["UNSUBSCRIBE", channel], ["UNSUBSCRIBE"]];
  },
  () => [["PSUBSCRIBE", "pattern.*"], ["PING"], ["PUNSUBSCRIBE"], ["UNSUBSCRIBE"]],
  () => [
    ["CLIENT", "REPLY", "SKIP"],
    ["INCR", "silent"],
    ["GET", "silent"],
  ],
  () => [
    ["CLIENT", "REPLY", "OFF"],
    ["INCR", "silent"],
    ["GET", "silent"],
    ["CLIENT", "REPLY", "ON"],
  ],
  () => [["EVAL", "return {1, {'two', {3, false}}, {ok = 'four'}, 'five', {}}", "0"]],
  () => [["EVAL", "return {err = 'MINE of a script'}", "0"]],
  () => [["EVAL", "redis.setresp(3); return {map = {one = {double = 2.5}}}", "0"]],
  () => [["EVAL", "redis.setresp(3); return {big_number = '12345678901234567890'}", "0"]],
  () => [["EVAL", "redis.setresp(3); return {{set = {a = true}}, true, false}", "0"]],
  () => [
    ["CLIENT", "SETNAME", ""],
    ["CLIENT", "GETNAME"],
    ["CLIENT", "NO-EVICT", "off"],
  ],
  () => [
    ["RPUSH", "queue", "a", "b"],
    ["BLPOP", "queue", "0"],
    ["BLMPOP", "0", "1", "queue", "LEFT"],
  ],
  () => [["XGROUP", "CREATE", "stream", "group", "$", "MKSTREAM"]],
  ({ next }) => [
    ["XADD", "stream", `${next()}-1`, "field", "value"],
    ["XREADGROUP", "GROUP", "group", "me", "BLOCK", "0", "COUNT", "1", "STREAMS", "stream", ">"],
    ["XPENDING", "stream", "group"],
  ],
];

const rareKinds: readonly Kind[] = [
  () => [
    ["XREAD", "BLOCK", "1", "STREAMS", "nothing", "$"],
    ["BLPOP", "nothing", "0.001"],
  ],
  ({ random }) => [
    ["SET", "large", Buffer.alloc(random.integer(60, 200) * kilobyte, random.integer(33, 126))],
    ["GET", "large"],
  ],
  ({ random }) => [
    [
      "SET",
      "binary",
      Buffer.from("\r\n$5\r\n*1\r\n\0\xff".repeat(random.integer(1, 99)), "latin1"),
    ],
    ["GET", "binary"],
  ],
];

export function mixCommands(resp: 2 | 3, commandTotal: number, random: Random): CommandMix {
  let counter = 1_000;
  const context: MixContext = { resp, random, next: () => (counter += 1) };
  const requests: Buffer[] = [];
  while (requests.length < commandTotal) {
    for (const one of choose(context)(context)) {
      requests.push(typeof one === "string" ? Buffer.from(`${one}\r\n`) : encodeCommand(...one));
    }
  }
  return { requests: Buffer.concat(requests), commandCount: requests.length };
}

function choose({ random }: MixContext): Kind {
  const share = random.integer(1, 2_000);
  const kinds = share === 1 ? rareKinds : share < 400 ? oddKinds : everydayKinds;
  return kinds[random.integer(0, kinds.length - 1)] ?? (() => []);
}

function pick(random: Random, name: string): string {
  return `${name}-${random.integer(1, 5)}`;
}

function text(random: Random, limit: number): string {
  return "abcdefghij\r\n€".repeat(limit).slice(0, random.integer(0, limit));
}
