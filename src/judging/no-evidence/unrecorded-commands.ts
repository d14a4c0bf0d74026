import type { IndexedHistory } from "../../history/indexed-history.ts";
import { bytesToServerValue } from "../../history/sample-names.ts";
import { counted } from "../../wording.ts";
import { noEvidence } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";
import { leastBytes, readTraffic } from "./link-traffic.ts";

/**
 * Reports roles whose link passed their messages on, but recorded none of their commands. The rules that
 * read commands would find nothing wrong with such a role.
 *
 *     publisher-0 published 2 messages, and 32 bytes went through its link
 *     the history has no command of publisher-0
 *     → no-evidence/commands-not-recorded, unknown
 */
export const judgeRecordedCommands: Rule = (history) => {
  if (!history.header.hasCommands) return [];
  const recorded = new Set(
    [...history.wire, ...history.pushes, ...history.opaque].map(({ process }) => process),
  );
  const traffic = readTraffic(history);
  const bytesOf = (role: string): number => traffic.get(role)?.[bytesToServerValue] ?? 0;
  return [...countMessages(history)]
    .filter(([role, messages]) => !recorded.has(role) && bytesOf(role) >= messages * leastBytes)
    .map(([role, messages]) =>
      noEvidence(
        "no-evidence/commands-not-recorded",
        `${role}: ${counted(messages, "message")} went through its link, but none of its commands was recorded`,
      ),
    );
};

/** Counts the messages that each role had acknowledged or handled. */
function countMessages({ messages, deliveries }: IndexedHistory): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (role: string): void => void counts.set(role, (counts.get(role) ?? 0) + 1);
  for (const { outcome, publisher } of messages.values()) {
    if (outcome === "acknowledged") add(publisher);
  }
  for (const { start } of deliveries) add(start.process);
  return counts;
}
