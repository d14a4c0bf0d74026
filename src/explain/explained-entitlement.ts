import { aBusThatClaims, keepsMessages } from "../history/delivery-claims.ts";
import type { IndexedHistory, MessageRecord } from "../history/indexed-history.ts";
import { fateOf } from "../judging/commands/command-fate.ts";
import { groupThatGot, isStored } from "../judging/commands/existence.ts";
import { hasAppended, publishesOf } from "../judging/commands/publish-commands.ts";
import { entitlementReasonOf, readsFromStart } from "../judging/facts/entitlement.ts";
import type { Group } from "../judging/facts/groups.ts";
import { lossesOf } from "../judging/lost/losses.ts";
import { durationText } from "../wording.ts";
import { commandName } from "./explained-commands.ts";
import type { MessageEvidence } from "./findings-of-message.ts";
import { atText } from "./moments.ts";

/** Whether a group had to get a message, and why. */
export interface ExplainedEntitlement {
  readonly owed: boolean;
  /** The reason, as the rest of a sentence. */
  readonly because: string;
}

/** Explains first whether the message exists, then whether the group was subscribed for it. */
export function explainEntitlement(evidence: MessageEvidence, group: Group): ExplainedEntitlement {
  const existence = explainExistence(evidence);
  if (!existence.owed) return existence;
  const { history, message } = evidence;
  const entitlement = entitlementReasonOf(group, history)(message);
  const subscribed = entitlementText[entitlement]({ group, history, message });
  const owed = entitlement === "owed";
  return { owed, because: owed ? `${existence.because}, and ${subscribed}` : subscribed };
}

function explainExistence(evidence: MessageEvidence): ExplainedEntitlement {
  const { message, history } = evidence;
  const { outcome, invokedMs, settledMs = invokedMs, key } = message;
  switch (outcome) {
    case "acknowledged": {
      const tookText = durationText(settledMs - invokedMs);
      return { owed: true, because: `acknowledged ${tookText} after it was published` };
    }
    case "rejected":
      return { owed: false, because: "the bus rejected it, so it certainly was not published" };
    case "in-doubt":
      if (!keepsMessages(history.header.guarantees)) {
        const because = `its publish is in doubt, and ${aBusThatClaims(history.header.guarantees)} owes only acknowledged messages`;
        return { owed: false, because };
      }
      return lossesOf(history).committed.has(key)
        ? { owed: true, because: `its publish is in doubt, but it exists (${proof(evidence)})` }
        : { owed: false, because: `its publish is in doubt, and ${absence(evidence)}` };
  }
}

/** Says what shows that a message exists although its publish is in doubt. */
function proof({ history, message }: MessageEvidence): string {
  const append = publishesOf(history).carriersOf(message).find(hasAppended);
  const delivered = groupThatGot(message, history);
  const parts = [
    append && `Redis executed ${commandName(append)}`,
    isStored(message, history) && "it is stored",
    delivered && `${delivered.name} got it`,
  ].filter((part) => typeof part === "string");
  return parts.length > 0 ? parts.join(", ") : "as its history shows";
}

/** Says why nothing shows that a message exists whose publish is in doubt. */
function absence({ history, message, wire }: MessageEvidence): string {
  const carriers = publishesOf(history).carriersOf(message);
  if (!wire.seen) return "nothing shows that it exists";
  if (carriers.length === 0) return "the links saw no command of its publisher that carried it";
  const append = carriers.find(hasAppended);
  if (append) return `Redis executed ${commandName(append)}, but may have lost it since`;
  return carriers.every((command) => fateOf(command) === "unsent")
    ? "no command that carried it reached Redis as a whole"
    : "the links did not see Redis execute any command that carried it";
}

interface EntitlementInputs {
  readonly group: Group;
  readonly history: IndexedHistory;
  readonly message: MessageRecord;
}

type EntitlementName = ReturnType<ReturnType<typeof entitlementReasonOf>>;

const entitlementText: Readonly<Record<EntitlementName, (standing: EntitlementInputs) => string>> =
  {
    owed: ({ group, history: { header } }) =>
      keepsMessages(header.guarantees) && readsFromStart(group, header)
        ? "the group reads from the start"
        : `the group was subscribed since ${atText(group.readyMs)}`,
    "taken out of Redis by a fault": () => "the harness deleted its entry, as the fault says",
    "published before the group was ready": ({ group, message }) => {
      const published = `it was published at ${atText(message.invokedMs)}`;
      return Number.isFinite(group.readyMs)
        ? `${published}, before the group was subscribed at ${atText(group.readyMs)}`
        : `${published}, and the group was never subscribed`;
    },
    "published after the drain": ({ message }) =>
      `it was published at ${atText(message.invokedMs)}, after the drain had ended`,
    "settled after the group was left": ({ group }) =>
      `its publish was settled only after the group was left at ${atText(group.leftMs)}`,
    "no subscription stood throughout": ({ history: { header } }) =>
      `no subscriber was there from its publish call until that was settled, as ${aBusThatClaims(header.guarantees)} needs`,
  };
