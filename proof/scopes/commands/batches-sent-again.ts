/**
 * May a publisher append a message again although it had the reply? It may if a reply to another message of the same
 * batch is missing, and it sends the whole batch again. For example:
 *
 *     1005   XADD with publisher-0/0; the reply 100-0 comes at 1010
 *     1006   XADD with publisher-0/1; the reply is lost
 *     1305   XADD with publisher-0/0 again, on a new connection
 *     1306   XADD with publisher-0/1 again
 *
 * An explained `duplicate` of publisher-0/0. If the second message had been sent at 1010 or later, the two were not one
 * batch, and the duplicate would be unexplained.
 */
import { scriptedCommand, type CommandScript } from "../../run-scripts/command-script.ts";
import { keyOf, type RunScript, type ScriptedOperation } from "../../run-scripts/run-script.ts";
import { deliveriesTo, eitherWay, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publishedMs = 1000;
const appendMs = 1005;
const answeredMs = 1010;
const againMs = 1305;
const againAnsweredMs = 1308;
const publisher = "publisher-0";

type Sent = Omit<CommandScript, "process">;

function send(what: Partial<Sent> & Pick<Sent, "at">): Sent {
  return { command: "XADD", messages: [keyOf(1)], connection: 0, occurrence: 3, ...what };
}

const outcomes: readonly Partial<Sent>[] = [
  { reply: "101-0", repliedAt: 1013 },
  { reply: "101-0", repliedAt: null },
  { executedAt: null },
  { error: "OOM", repliedAt: 1013 },
];

/** The other command of the batch: sent before, with and after the append, held back, or on another connection. */
const mates: readonly (readonly Sent[])[] = [
  [],
  ...outcomes.flatMap((how) => [
    ...[1004, 1006, 1009, answeredMs, 1011].map((at) => [send({ at, ...how })]),
    [send({ at: 1006, connection: 2, ...how })],
  ]),
  [send({ at: 1012, forwardedAt: null })],
  [send({ at: 1006, messages: [keyOf(0)], repliedAt: null })],
];

/** Without a reply until the other command was sent, so that there is no pause between it and the append. */
const bridges: readonly (readonly Sent[])[] = [
  [],
  [send({ at: 1009, command: "PING", key: null, messages: [], repliedAt: 1012 })],
];

const resent: readonly (readonly Sent[])[] = [
  [],
  ...[1303, 1306, againAnsweredMs].map((at) => [
    send({ at, repliedAt: at + 1, reply: "101-1", connection: 1, occurrence: 4 }),
  ]),
  [send({ at: 1306, reply: "101-1", occurrence: 4 })],
];

const reset: ScriptedOperation = {
  at: 1020,
  draft: { kind: "wire-end", type: "info", how: "rst", process: publisher, connection: 0 },
};

const appendsOf: readonly (readonly [Partial<Sent>, Partial<Sent>, readonly Sent[]])[] = [
  [{ reply: "100-0" }, { reply: "100-1" }, []],
  [{ command: "LPUSH", reply: "1" }, { command: "LPUSH", reply: "2" }, []],
  [
    { reply: "QUEUED" },
    { reply: "100-1" },
    [send({ at: 1007, command: "EXEC", key: null, messages: [], repliedAt: answeredMs })],
  ],
];

export const batchesSentAgain: ProofScope = {
  name: "one message appended again after another command of its batch got no reply",
  size: 3240,
  *scripts() {
    for (const [[first, second, rest], mate, bridge] of product(appendsOf, mates, bridges)) {
      for (const [mateAgain, isReset, ownIds] of product(resent, eitherWay, eitherWay)) {
        const append = send({
          at: appendMs,
          repliedAt: answeredMs,
          messages: [keyOf(0)],
          ...first,
        });
        const again = {
          ...append,
          at: againMs,
          repliedAt: againAnsweredMs,
          connection: 1,
          ...second,
        };
        const sent = [append, ...mate, ...bridge, ...rest, again, ...mateAgain];
        const commands = sent.map((each) => scriptedCommand({ process: publisher, ...each }));
        yield { ...scriptOf([...commands, ...(isReset ? [reset] : [])]), ownIds };
      }
    }
  },
};

function scriptOf(extraOperations: readonly ScriptedOperation[]): RunScript {
  const once = { outcome: "handled", by: 0 } as const;
  const deliveries = [
    { at: 2000, entry: 0, ...once },
    { at: 4000, entry: 1, ...once },
  ];
  const twice = [{ deliveries }, deliveriesTo(["handled"], publishedMs, 1)];
  const common = { at: publishedMs, tookMs: 700, outcome: "acknowledged", entries: 2 } as const;
  const messages = [
    { ...common, byGroup: twice },
    { ...common, byGroup: [0, 1].map((by) => deliveriesTo(["handled"], publishedMs, by)) },
  ];
  const script = { guarantees: {}, members: oneMemberEach, messages, extraOperations };
  return { ...script, hasCommands: true, drain: "complete" };
}
