import {
  groupNames,
  keyOf,
  type ScriptedOperation,
  type RunScript,
  type ScriptedMessage,
} from "./run-script.ts";

/** What goes wrong on the wire of a script, by the number of the message that it happens to. */
export interface CommandFlaws {
  /** The bus vouches for it without sending it. */
  readonly unsent?: number;
  /** It is acknowledged to Redis while its handlers are at work. */
  readonly early?: number;
}

/** The commands that the links of a script's roles saw: one XADD for each message, and the XACKs. */
export function commandsOfScript(
  { messages }: RunScript,
  flaws: CommandFlaws,
): readonly ScriptedOperation[] {
  return messages.flatMap((message, number) => [
    ...(number === flaws.unsent ? [] : [append(message, number)]),
    ...message.byGroup.flatMap((_fate, group) =>
      acknowledgements({ message, number, group, isEarly: number === flaws.early }),
    ),
  ]);
}

const common = { kind: "wire", type: "ok", connection: 0, occurrence: 1 } as const;

function append({ at, topic = "orders" }: ScriptedMessage, number: number): ScriptedOperation {
  const times = { forwardedMs: at, executedMs: at, repliedMs: at };
  const what = { command: "XADD", key: `stream:${topic}`, messages: [keyOf(number)] };
  const draft = {
    ...common,
    ...what,
    ...times,
    process: "publisher-0",
    reply: `${100 + number}-0`,
  };
  return { at, draft };
}

interface Acknowledged {
  readonly message: ScriptedMessage;
  readonly number: number;
  readonly group: number;
  readonly isEarly: boolean;
}

/** Each handled delivery is acknowledged right after its handler, or right after it began. */
function acknowledgements({
  message,
  number,
  group,
  isEarly,
}: Acknowledged): readonly ScriptedOperation[] {
  const { byGroup, topic = "orders" } = message;
  const handled = (byGroup[group]?.deliveries ?? []).filter(({ outcome }) => outcome === "handled");
  return handled.map(({ at, by, tookMs = 1, entry = 0 }) => {
    const sentMs = isEarly ? at + 1 : at + tookMs;
    const times = { forwardedMs: sentMs, executedMs: sentMs, repliedMs: sentMs };
    const ids = [`${100 + number}-${entry}`];
    const what = { command: "XACK", key: `stream:${topic}`, group: groupNames[group] ?? "", ids };
    const draft = { ...common, ...what, ...times, process: `subscriber-${by}`, reply: "1" };
    return { at: sentMs, draft };
  });
}
