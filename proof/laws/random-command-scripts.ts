import * as fc from "fast-check";

import { scriptedCommand, type CommandScript } from "../run-scripts/command-script.ts";
import {
  entryIdOf,
  groupNames,
  keyOf,
  type ScriptedOperation,
  type RunScript,
  type ScriptedMessage,
} from "../run-scripts/run-script.ts";
import { scriptsWithoutCommands } from "./random-scripts.ts";

/** Random runs with each XADD, XREADGROUP and XACK. A command may be missing, fail, or lose its reply. */
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

/** How a command differs from one that is executed and answered at once; `undefined` if not sent. */
type Sent = Partial<CommandScript> | undefined;

function anyFlaw(): fc.Arbitrary<Flaw> {
  const lost: Sent[] = [{ executedAt: null }, { repliedAt: null }, { forwardedAt: null }];
  const wrong: Sent[] = [undefined, ...lost, { error: "OOM" }];
  const sent = fc.oneof(
    { weight: 9, arbitrary: fc.constant<Sent>({}) },
    { weight: 4, arbitrary: fc.constantFrom(...wrong) },
  );
  const rarely = fc.nat({ max: 9 }).map((each) => each === 0);
  return fc.record({
    append: sent,
    retry: rarely,
    read: sent,
    acknowledgement: sent,
    isEarly: rarely,
  });
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
    ...message.byGroup.flatMap((_each, group) =>
      readsAndAcknowledgements(message, { number, group }, flaw),
    ),
  ];
}

interface EntryOfMessage {
  readonly number: number;
  readonly entry: number;
}

function appendOf(
  message: ScriptedMessage,
  { number, entry }: EntryOfMessage,
  sent: object,
): ScriptedOperation {
  const { at, topic = "orders" } = message;
  const reply = "error" in sent ? {} : { reply: entryIdOf(number, entry) };
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

interface MessageOfGroup {
  readonly number: number;
  readonly group: number;
}

/** An XREADGROUP 1 ms before each delivery, and an XACK after each delivery that was handled. */
function readsAndAcknowledgements(
  message: ScriptedMessage,
  { number, group }: MessageOfGroup,
  flaw: Flaw,
): readonly ScriptedOperation[] {
  const { topic = "orders", byGroup } = message;
  const name = groupNames[group] ?? "";
  return (byGroup[group]?.deliveries ?? []).flatMap(
    ({ at, by, outcome, tookMs = 1, entry = 0 }) => {
      const common = { process: `subscriber-${by}`, key: `stream:${topic}`, group: name };
      const read = { ...common, command: "XREADGROUP", returned: [keyOf(number)], at: at - 1 };
      const sentMs = at + (flaw.isEarly ? 1 : tookMs);
      const ids = [entryIdOf(number, entry)];
      const done = { ...common, command: "XACK", ids, reply: "1", at: sentMs };
      const isSent = outcome === "handled" && flaw.acknowledgement;
      return [
        ...(flaw.read ? [scriptedCommand({ ...read, ...flaw.read })] : []),
        ...(isSent ? [scriptedCommand({ ...done, ...flaw.acknowledgement })] : []),
      ];
    },
  );
}
