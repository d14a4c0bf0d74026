import type { MessageRecord } from "../history/indexed-history.ts";
import { commandText } from "./command-text.ts";
import { compareStreamIds } from "./stream-id.ts";
import { entryOf, fateOf, type WirePublishes } from "./wire-publishes.ts";
import type { WireReason } from "./wire-reason.ts";

/** One message in two entries: a bus may append again what it has no reply for. */
export function explainAppends(
  message: MessageRecord,
  entries: readonly [string, string],
  { carriersOf }: WirePublishes,
): WireReason | undefined {
  const carriers = carriersOf(message);
  const [earlier, later] = entries.toSorted(compareStreamIds);
  const source = carriers.find((command) => entryOf(command) === earlier);
  const again = carriers.find((command) => entryOf(command) === later);
  const explained = { open: false, explanation: "reply lost" } as const;
  if (!source) {
    const unanswered = carriers.find((command) => fateOf(command) === "unknown");
    if (!unanswered) return undefined;
    return { ...explained, detail: `its ${commandText(unanswered)} never got a reply` };
  }
  const name = commandText(source);
  if (source.repliedMs === undefined)
    return { ...explained, detail: `its ${name} was executed but the reply was lost` };
  if ((again?.forwardedMs ?? Infinity) < source.repliedMs)
    return { open: true, detail: `its ${name} was sent again before the reply came` };
  return { open: false, detail: `the reply to its ${name} had come back whole` };
}
