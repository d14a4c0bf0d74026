/**
 * A subscriber moves a message from the stream of the topic to a stream of its own, and handles it from there. Both
 * entries may have the same id. Which XACK is of the entry that was handled? For example:
 *
 *     1000   XADD to stream:orders of publisher-0/0, which Redis stores as 100-0
 *     1500   XREADGROUP of subscriber-0 on stream:orders returns it
 *     1510   XADD to stream:work, which Redis stores as 100-0 too; XACK of 100-0 in stream:orders
 *     1900   XREADGROUP of subscriber-0 on stream:work returns it
 *     2000   group a handles 100-0 until 2010
 *     2011   XACK of 100-0 in stream:work
 *
 * No finding. An XACK of stream:work at 2005 would be an `early-acknowledgement`.
 */
import { scriptedCommand, stream, type CommandScript } from "../../run-scripts/command-script.ts";
import {
  keyOf,
  type RunScript,
  type ScriptedDelivery,
  type ScriptedFault,
  type ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import { deliveriesTo, eitherWay, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const publishedMs = 1000;
const movedMs = 1510;
const startMs = 2000;
const endMs = 2010;
const againMs = 4000;
const work = "stream:work";

type Sent = Partial<CommandScript>;

const subscriber = { process: "subscriber-0", group: "a" } as const;
const append: CommandScript = {
  at: publishedMs,
  process: "publisher-0",
  command: "XADD",
  messages: [keyOf(0)],
  reply: "100-0",
};
const read = { ...subscriber, command: "XREADGROUP", returned: [keyOf(0)] } as const;
const firstRead: CommandScript = { ...read, at: 1500 };
const workRead: CommandScript = { ...read, at: 1900, key: work, occurrence: 2 };
const move: CommandScript = {
  at: movedMs,
  process: "subscriber-0",
  command: "XADD",
  key: work,
  messages: [keyOf(0)],
};
const acknowledge = { ...subscriber, command: "XACK", reply: "1" } as const;
const acknowledgeSource: CommandScript = { ...acknowledge, at: movedMs + 1, ids: ["100-0"] };

/** Ways in which the link may have seen the read from which the bus delivers. */
const workReads: readonly (Sent | undefined)[] = [
  {},
  undefined,
  { keys: [work, "stream:other"] },
  { key: "stream:other", keys: ["stream:other", work] },
  { key: "stream:other" },
  { command: "EVALSHA" },
  { partial: true },
  { group: "bus:a" },
  { group: "b" },
  { repliedAt: null },
  { at: startMs + 1 },
  { key: null },
];

/** The reply to the XADD by which the subscriber moved the message. */
const moveReplies = ["QUEUED", "100-0", "100-1", undefined] as const;

/** The XACK that is judged: its stream, its entry and its time. */
const acknowledgements = [
  ...product([work, stream, null], ["100-0", "100-1"], [startMs - 1, startMs + 5, endMs + 1]),
];

export const movedEntries: ProofScope = {
  name: "one message that its subscriber moves to another stream, with an XACK of either entry",
  size: 3456,
  *scripts() {
    for (const [seen, reply, entry] of product(workReads, moveReplies, [0, 1])) {
      const moved = seen ? [moveWith(reply), { ...workRead, ...seen }] : [moveWith(reply)];
      const common = [append, firstRead, acknowledgeSource, ...moved];
      const delivery = { at: startMs, outcome: "handled", by: 0, entry, tookMs: 10 } as const;
      for (const [key, id, at] of acknowledgements) {
        for (const ownIds of eitherWay) {
          const judged = { ...acknowledge, at, key, ids: [id], occurrence: 2 };
          const sent = [...common, judged].map(scriptedCommand);
          yield { ...scriptOf([delivery], sent), ownIds };
        }
      }
    }
  },
};

function moveWith(reply: string | undefined): CommandScript {
  return reply === undefined ? move : { ...move, reply };
}

const cut: ScriptedFault = { at: endMs + 5, healAt: 3000, roles: ["subscriber-0"] };
const cutPublisher: ScriptedFault = { at: publishedMs, healAt: 1400, roles: ["publisher-0"] };

/** The second read: of the work stream, of the topic's stream, or of a stream that the link did not see. */
const secondReads: readonly (Sent | undefined)[] = [
  { key: work },
  {},
  undefined,
  { keys: [stream, work] },
];
const appends: readonly Sent[] = [{}, { repliedAt: null }, { executedAt: null }];

export const redeliveredMoves: ProofScope = {
  name: "one message that its subscriber moved to another stream, delivered twice",
  size: 3456,
  *scripts() {
    const lost = [undefined, {}, { executedAt: null }] as const;
    const faults = [undefined, cut, cutPublisher];
    for (const [again, published, entries, fault] of product(
      secondReads,
      appends,
      [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ],
      faults,
    )) {
      for (const [key, acked, ownIds] of product(
        [work, stream, null, "stream:other"],
        lost,
        eitherWay,
      )) {
        const second = again && { ...read, at: 3900, occurrence: 3, ...again };
        const acks = acked && { ...acknowledge, at: endMs + 1, key, ids: ["100-0"], ...acked };
        const sent = [
          { ...append, ...published },
          firstRead,
          move,
          workRead,
          ...(second ? [second] : []),
          ...(acks ? [acks] : []),
        ];
        const deliveries = [startMs, againMs].map((at, each): ScriptedDelivery => ({
          at,
          outcome: "handled",
          by: 0,
          entry: entries[each] ?? 0,
          tookMs: 10,
        }));
        const script = scriptOf(deliveries, sent.map(scriptedCommand));
        yield { ...script, ownIds, ...(fault && { fault }) };
      }
    }
  },
};

/** Group `b` handles the message at once, over no recorded link. The auditor knows the stream of the topic alone. */
function scriptOf(
  deliveries: readonly ScriptedDelivery[],
  extraOperations: readonly ScriptedOperation[],
): RunScript {
  const byGroup = [{ deliveries }, deliveriesTo(["handled"], publishedMs, 1)];
  const message = { at: publishedMs, outcome: "acknowledged", entries: 0, byGroup } as const;
  const script = { guarantees: {}, members: oneMemberEach, messages: [message], extraOperations };
  return { ...script, hasCommands: true, drain: "complete", audit: "none" };
}
