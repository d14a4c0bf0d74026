/**
 * If several messages have one payload, which of them is lost, and which delivery is a duplicate? For example:
 *
 *     1000   publisher-0/0 is acknowledged, and at 1100 publisher-0/1 with the same payload
 *     1200   group a handles the payload
 *     90000  the drain is complete
 *
 * `lost` names publisher-0/1, because the delivery counts for the first message that the group has not got.
 */
import { scriptedCommand } from "../../run-scripts/command-script.ts";
import type { ScriptedDelivery, ScriptedMessage } from "../../run-scripts/run-script.ts";
import { eitherWay, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const outcomes = ["acknowledged", "rejected", "in doubt"] as const;
const ends = ["handled", "failed", "unfinished"] as const;
/** Before the second publish, after both with a handler that runs on, and when all is over. */
const times = [1050, 1200, 1400] as const;

export const equalPayloads: ProofScope = {
  name: "two messages with one payload, delivered up to three times, and once to another group",
  size: 3456,
  *scripts() {
    const choices = times.map((at) => [
      [],
      ...ends.map((outcome): ScriptedDelivery[] => [{ at, outcome, by: 0, tookMs: 300 }]),
    ]);
    const [early = [], both = [], late = []] = choices;
    const guarantees = ["at-least-once", "at-most-once"] as const;
    for (const [delivery, drain] of product(guarantees, [
      "complete",
      "stalled",
      "progressing",
    ] as const)) {
      for (const [first, second] of product(outcomes, outcomes)) {
        for (const [one, two, three] of product(early, both, late)) {
          const toOther: ScriptedDelivery = { at: 1300, outcome: "handled", by: 1 };
          const byGroup = [{ deliveries: [...one, ...two, ...three] }, { deliveries: [toOther] }];
          const messages: ScriptedMessage[] = [
            { at: 1000, outcome: first, entries: 0, byGroup },
            { at: 1100, outcome: second, entries: 0, byGroup: [], equals: 0 },
          ];
          yield { guarantees: { delivery }, members: oneMemberEach, drain, messages };
        }
      }
    }
  },
};

const xadd = { process: "publisher-0", command: "XADD" } as const;
const xack = { process: "subscriber-0", group: "a", command: "XACK", reply: "1" } as const;

/** No command shows the payload. An XACK names the entry of a message before, while or after its handler runs. */
export const acknowledgedEquals: ProofScope = {
  name: "two messages with one payload or with their own, and an XACK of the entry of one of them",
  size: 32,
  *scripts() {
    const ids = ["100-0", "101-0"];
    for (const [isEqual, id, at] of product(eitherWay, ids, [1150, 1250, 1350, 1450])) {
      for (const isSwapped of eitherWay) {
        const handled = (from: number) =>
          [{ at: from, outcome: "handled", by: 0, tookMs: 60 }] as const;
        const [one, two] = isSwapped ? [1300, 1200] : [1200, 1300];
        const message = { outcome: "acknowledged", entries: 0 } as const;
        const byFirst = isEqual ? [...handled(1200), ...handled(1300)] : handled(one);
        const bySecond = isEqual ? [] : handled(two);
        yield {
          guarantees: {},
          members: oneMemberEach,
          drain: "complete",
          hasCommands: true,
          messages: [
            { ...message, at: 1000, byGroup: [{ deliveries: byFirst }] },
            {
              ...message,
              at: 1100,
              byGroup: [{ deliveries: bySecond }],
              ...(isEqual && { equals: 0 }),
            },
          ],
          extraOperations: [
            scriptedCommand({ ...xadd, at: 1000, reply: "100-0" }),
            scriptedCommand({ ...xadd, at: 1100, reply: "101-0" }),
            scriptedCommand({ ...xack, at, ids: [id] }),
          ],
        };
      }
    }
  },
};
