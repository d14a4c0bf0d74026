import { scriptedCommand } from "./command-script.ts";
import {
  entryIdOf,
  groupNames,
  keyOf,
  type RunScript,
  type ScriptedMessage,
  type ScriptedOperation,
} from "./run-script.ts";

/** Mistakes of the bus that only its commands show, each with the number of the message concerned. */
export interface CommandFlaws {
  /** The bus acknowledges this message without sending it to Redis. */
  readonly unsent?: number;
  /** The bus sends XACK for this message while its handlers still run. */
  readonly early?: number;
}

/** Returns the commands of a correct streams bus: an XADD for each message, and the XACKs. */
export function commandsOfScript(
  { messages }: RunScript,
  flaws: CommandFlaws,
): readonly ScriptedOperation[] {
  return messages.flatMap((message, number) => [
    ...(number === flaws.unsent ? [] : [append(message, number)]),
    ...message.byGroup.flatMap((_each, group) =>
      acknowledgements({ message, number, group, isEarly: number === flaws.early }),
    ),
  ]);
}

function append({ at, topic = "orders" }: ScriptedMessage, number: number): ScriptedOperation {
  const what = { command: "XADD", key: `stream:${topic}`, messages: [keyOf(number)] };
  return scriptedCommand({ at, process: "publisher-0", ...what, reply: entryIdOf(number) });
}

interface MessageOfGroup {
  readonly message: ScriptedMessage;
  readonly number: number;
  readonly group: number;
  readonly isEarly: boolean;
}

/** Sends an XACK for each handled delivery: when its handler ends, or 1 ms after it began. */
function acknowledgements(of: MessageOfGroup): readonly ScriptedOperation[] {
  const { message, number, group, isEarly } = of;
  const { byGroup, topic = "orders" } = message;
  const handled = (byGroup[group]?.deliveries ?? []).filter(({ outcome }) => outcome === "handled");
  return handled.map(({ at, by, tookMs = 1, entry = 0 }) =>
    scriptedCommand({
      at: isEarly ? at + 1 : at + tookMs,
      process: `subscriber-${by}`,
      command: "XACK",
      key: `stream:${topic}`,
      group: groupNames[group] ?? "",
      ids: [entryIdOf(number, entry)],
      reply: "1",
    }),
  );
}
