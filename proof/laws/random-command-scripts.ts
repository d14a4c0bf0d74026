import * as fc from "fast-check";

import { scriptedCommand, type CommandScript } from "../run-scripts/command-script.ts";
import {
  groupNames,
  keyOf,
  type ScriptedOperation,
  type RunScript,
  type ScriptedMessage,
} from "../run-scripts/run-script.ts";
import { scriptsWithoutCommands } from "./random-scripts.ts";

/** Runs of which the links saw each append, read and acknowledgement, and what went wrong with some. */
export function scriptsWithCommands(): fc.Arbitrary<RunScript> {
  const flaws = fc.array(anyFlaw(), { minLength: 12, maxLength: 12 });
  return fc.tuple(scriptsWithoutCommands(), flaws).map(([script, each]) => {
    const { messages, extraOperations = [] } = script;
    const seen = messages.flatMap((message, number) => commandsFor(message, number, each[number]!));
    return { ...script, hasCommands: true, extraOperations: [...extraOperations, ...seen] };
  });
}

interface Flaw {
  readonly append: Sent;
  readonly retry: boolean;
  readonly read: Sent;
  readonly acknowledgement: Sent;
  readonly isEarly: boolean;
}

/** What differs from a command that is executed and answered at once; `undefined` if none is sent. */
type Sent = Partial<CommandScript> | undefined;

function anyFlaw(): fc.Arbitrary<Flaw> {
  const lost: Sent[] = [{ executedAt: null }, { repliedAt: null }, { forwardedAt: null }];
  const wrong: Sent[] = [undefined, ...lost, { error: "OOM" }];
  const sent = fc.oneof(
    { weight: 9, arbitrary: fc.constant<Sent>({}) },
    { weight: 4, arbitrary: fc.constantFrom(...wrong) },
  );
  const isIt = fc.nat({ max: 9 }).map((each) => each === 0);
  return fc.record({ append: sent, retry: isIt, read: sent, acknowledgement: sent, isEarly: isIt });
}

function commandsFor(
  message: ScriptedMessage,
  number: number,
  flaw: Flaw,
): readonly ScriptedOperation[] {
  const { append, retry } = flaw;
  return [
    ...(append ? [appendOf(message, { number, entry: 0 }, append)] : []),
    ...(retry ? [appendOf(message, { number, entry: 1 }, {})] : []),
    ...message.byGroup.flatMap((_fate, group) => takingsOf(message, { number, group }, flaw)),
  ];
}

interface Entry {
  readonly number: number;
  readonly entry: number;
}

function appendOf(
  message: ScriptedMessage,
  { number, entry }: Entry,
  sent: object,
): ScriptedOperation {
  const { at, topic = "orders" } = message;
  const reply = "error" in sent ? {} : { reply: `${100 + number}-${entry}` };
  return scriptedCommand({
    at: at + entry,
    process: "publisher-0",
    command: "XADD",
    key: `stream:${topic}`,
    messages: [keyOf(number)],
    occurrence: 2 * number + entry + 1,
    ...reply,
    ...sent,
  });
}

interface Taker {
  readonly number: number;
  readonly group: number;
}

/** Before each delivery its read, and after each that was handled its acknowledgement. */
function takingsOf(
  message: ScriptedMessage,
  { number, group }: Taker,
  flaw: Flaw,
): readonly ScriptedOperation[] {
  const { topic = "orders", byGroup } = message;
  const name = groupNames[group] ?? "";
  return (byGroup[group]?.deliveries ?? []).flatMap(
    ({ at, by, outcome, tookMs = 1, entry = 0 }) => {
      const common = { process: `subscriber-${by}`, key: `stream:${topic}`, group: name };
      const read = { ...common, command: "XREADGROUP", returned: [keyOf(number)], at: at - 1 };
      const sentMs = at + (flaw.isEarly ? 1 : tookMs);
      const ids = [`${100 + number}-${entry}`];
      const done = { ...common, command: "XACK", ids, reply: "1", at: sentMs };
      const isSent = outcome === "handled" && flaw.acknowledgement;
      return [
        ...(flaw.read ? [scriptedCommand({ ...read, ...flaw.read })] : []),
        ...(isSent ? [scriptedCommand({ ...done, ...flaw.acknowledgement })] : []),
      ];
    },
  );
}
