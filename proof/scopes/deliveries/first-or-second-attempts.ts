import { scriptedCommand, type CommandScript } from "../../run-scripts/command-script.ts";
import type {
  ScriptedOperation,
  ScriptedMember,
  ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import { claims } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

/** Two subscribers of one group, and one of another that gets nothing late. */
const members: readonly ScriptedMember[] = [{ group: 0 }, { group: 0 }, { group: 1 }];

const late = "publisher-0/0";
const deliveredAt = 2000;
const read = { command: "XREADGROUP", group: "a", returned: [late] } as const;

/** Up to two hand-outs: for whom, of what, when, and how its reply fared. */
function* handOuts(): Generator<CommandScript | undefined> {
  yield undefined;
  const processes = ["subscriber-0", "subscriber-1", "subscriber-2"];
  const groups = [{ group: "a" }, { group: "b" }, { group: "bus:a" }, {}];
  const whole = [{}, { repliedAt: null }, { partial: true, returned: [] }, { returned: [] }];
  const unseen = { executedAt: null, repliedAt: null, returned: [] };
  const replies = [...whole, unseen, { ...unseen, forwardedAt: null }];
  for (const [process, { group }, reply, at] of product(
    processes,
    groups,
    replies,
    [999, 1000, 2000, 2001],
  )) {
    const { group: _group, ...rest } = read;
    yield { ...rest, ...(group !== undefined && { group }), ...reply, process, at };
  }
}

function opaque(process: string): ScriptedOperation {
  const common = { kind: "wire-opaque", type: "info", connection: 0, reason: "TLS" } as const;
  return { at: 1, draft: { ...common, process } };
}

function push(process: string): ScriptedOperation {
  const common = { kind: "wire-push", type: "info", connection: 0 } as const;
  return { at: 1500, draft: { ...common, process, returned: [late] } };
}

const others: readonly (readonly ScriptedOperation[])[] = [
  [],
  [opaque("subscriber-0")],
  [opaque("subscriber-2")],
  [push("subscriber-1")],
  [push("subscriber-2")],
];

export const attempts: ProofScope = {
  name: "a late message that is called a second attempt, by what the wire shows of it",
  size: 11_560,
  *scripts() {
    const reads = [undefined, { ...read, process: "subscriber-0", at: 1900 }];
    for (const [earlier, last, more] of product([...handOuts()], reads, others)) {
      for (const [hasCommands, isSaid] of product(claims, claims)) {
        const extraOperations = [
          ...more,
          ...[earlier, last].flatMap((each) => (each ? scriptedCommand(each) : [])),
        ];
        const script = {
          guarantees: { ordering: "per-publisher" },
          members,
          extraOperations,
        } as const;
        yield { ...script, hasCommands, messages: messages(isSaid ? 2 : 1), drain: "complete" };
      }
    }
  },
};

/** The first is delivered after the second. */
function messages(attempt: number): readonly ScriptedMessage[] {
  const delivery = (at: number, by: number) => ({ at, by, outcome: "handled" }) as const;
  return [1000, 1001].map((at, number) => ({
    at,
    outcome: "acknowledged",
    entries: 1,
    byGroup: [
      { deliveries: [{ ...delivery(number === 0 ? deliveredAt : 1100, 0), attempt }] },
      { deliveries: [delivery(1100 + number, 2)] },
    ],
  }));
}
