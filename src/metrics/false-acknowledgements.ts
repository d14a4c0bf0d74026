import type { IndexedHistory, MessageRecord } from "../history/indexed-history.ts";
import type { WireCommand } from "../history/operation.ts";
import { placeOnWire } from "./command-text.ts";
import { inMs } from "./fault-windows.ts";
import type { Group } from "./groups.ts";
import type { StreamAudit } from "./stream-audit.ts";
import { fateOf, type WirePublishes } from "./wire-publishes.ts";

/** A publish that the bus vouched for when Redis certainly had not executed it. */
export interface FalseAcknowledgement {
  readonly message: MessageRecord;
  readonly reason: "never sent" | "never executed" | "executed only later";
  /** The same of this one publish, with its place on the wire. */
  readonly detail: string;
}

interface Known {
  readonly groups: readonly Group[];
  readonly audits: ReadonlyMap<string, StreamAudit>;
  readonly publishes: WirePublishes;
}

/**
 * The link dates a reply when it gets it, so always before its client can know it: an honest bus
 * never settles before that.
 */
export function findFalseAcknowledgements(
  { messages }: IndexedHistory,
  known: Known,
): readonly FalseAcknowledgement[] {
  const found: FalseAcknowledgement[] = [];
  for (const message of messages.values()) {
    const { outcome, settledMs, publisher } = message;
    if (outcome !== "acknowledged" || settledMs === undefined) continue;
    const carriers = known.publishes.carriersOf(message);
    if (carriers.some((command) => mayBeDoneBy(command, settledMs))) continue;
    // One lookup for each publisher would do, but hardly a message comes this far.
    if (!known.publishes.isComplete(publisher)) continue;
    const judged = judge(message, carriers, settledMs);
    if (judged.reason !== "executed only later" && exists(message, known)) continue;
    found.push(judged);
  }
  return found;
}

function mayBeDoneBy(command: WireCommand, atMs: number): boolean {
  const { executedMs = Infinity, forwardedMs = Infinity, reply } = command;
  const fate = fateOf(command);
  if (fate === "unknown") return forwardedMs <= atMs;
  // XADD answers nil when it was told not to make a stream.
  const tookNothing = command.command === "XADD" && reply === "nil";
  return fate === "executed" && !tookNothing && executedMs <= atMs;
}

function judge(
  message: MessageRecord,
  carriers: readonly WireCommand[],
  settledMs: number,
): FalseAcknowledgement {
  const later = carriers.find(({ executedMs = -Infinity }) => executedMs > settledMs);
  const sent = later ?? carriers.at(-1);
  if (!sent) return { message, reason: "never sent", detail: "no command carried it" };
  const place = placeOnWire(sent);
  if (fateOf(sent) === "executed" && sent.reply !== "nil") {
    const detail = `${place} was executed ${inMs((sent.executedMs ?? 0) - settledMs)} later`;
    return { message, reason: "executed only later", detail };
  }
  return { message, reason: "never executed", detail: `${place} ${refusalText(sent)}` };
}

function refusalText(command: WireCommand): string {
  if (command.error !== undefined) return `was refused: ${command.error}`;
  if (command.forwardedMs === undefined) return "did not reach Redis whole";
  return command.executedMs === undefined ? "was sent only later" : "was answered by nil";
}

/** What arrived or is stored all the same went a way that the wire does not show. */
function exists({ key, topic }: MessageRecord, { groups, audits }: Known): boolean {
  return (
    groups.some(({ firstDeliveries }) => firstDeliveries.has(key)) ||
    (audits.get(topic)?.isStored(key) ?? false)
  );
}
