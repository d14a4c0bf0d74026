import type { IndexedHistory, MessageRecord } from "../history/indexed-history.ts";
import { fateOf } from "../judging/commands/command-fate.ts";
import { groupThatGot, isStored } from "../judging/commands/existence.ts";
import { hasAppended, publishesOf } from "../judging/commands/publish-commands.ts";
import { entitlementReasonOf, readsFromStart } from "../judging/facts/entitlement.ts";
import type { Group } from "../judging/facts/groups.ts";
import { lossesOf } from "../judging/lost/losses.ts";
import { durationText } from "../wording.ts";
import { atText } from "./moments.ts";
import type { Known } from "./troubles.ts";
import { commandName } from "./wire.ts";

/** Whether a group had to get a message, with the rule that says so. */
export interface Claim {
  readonly owed: boolean;
  /** What makes it owed or not, as the rest of a sentence. */
  readonly because: string;
}

/** First whether the message exists at all, then whether the group was there for it. */
export function explainClaim(known: Known, group: Group): Claim {
  const existence = explainExistence(known);
  if (!existence.owed) return existence;
  const { history, message } = known;
  const entitlement = entitlementReasonOf(group, history)(message);
  const stood = entitlementText[entitlement]({ group, history, message });
  const owed = entitlement === "owed";
  return { owed, because: owed ? `${existence.because}, and ${stood}` : stood };
}

function explainExistence(known: Known): Claim {
  const { message, history } = known;
  const { outcome, invokedMs, settledMs = invokedMs, key } = message;
  switch (outcome) {
    case "acknowledged": {
      const tookText = durationText(settledMs - invokedMs);
      return { owed: true, because: `acknowledged ${tookText} after it was published` };
    }
    case "rejected":
      return { owed: false, because: "the bus rejected it as certainly not done" };
    case "in-doubt":
      if (history.header.guarantees.delivery === "at-most-once") {
        const because = "its publish is in doubt, and an at-most-once bus owes nothing for that";
        return { owed: false, because };
      }
      return lossesOf(history).committed.has(key)
        ? { owed: true, because: `its publish is in doubt, but it exists (${proof(known)})` }
        : { owed: false, because: `its publish is in doubt, and ${absence(known)}` };
  }
}

/** What shows that a message whose publish is in doubt exists. */
function proof({ history, message }: Known): string {
  const append = publishesOf(history).carriersOf(message).find(hasAppended);
  const delivered = groupThatGot(message, history);
  const parts = [
    append && `Redis executed ${commandName(append)}`,
    isStored(message, history) && "it is stored",
    delivered && `${delivered.name} got it`,
  ].filter((part) => typeof part === "string");
  return parts.length > 0 ? parts.join(", ") : `by the history of ${history.header.bus}`;
}

function absence({ history, message, wire }: Known): string {
  const carriers = publishesOf(history).carriersOf(message);
  if (!wire.seen) return "nothing shows that it exists";
  if (carriers.length === 0) return "no command of its publisher was seen to carry it";
  const append = carriers.find(hasAppended);
  if (append) return `Redis executed ${commandName(append)}, but may have forgotten it since`;
  return carriers.every((command) => fateOf(command) === "unsent")
    ? "no command that carried it reached Redis as a whole"
    : "Redis was not seen to execute any command that carried it";
}

interface Standing {
  readonly group: Group;
  readonly history: IndexedHistory;
  readonly message: MessageRecord;
}

type EntitlementName = ReturnType<ReturnType<typeof entitlementReasonOf>>;

const entitlementText: Readonly<Record<EntitlementName, (standing: Standing) => string>> = {
  owed: ({ group, history: { header } }) =>
    header.guarantees.delivery === "at-least-once" && readsFromStart(group, header)
      ? "the group reads from the start"
      : `the subscription stood since ${atText(group.readyMs)}`,
  "published before the group was ready": ({ group, message }) => {
    const stood = Number.isFinite(group.readyMs)
      ? `which stood only at ${atText(group.readyMs)}`
      : "which never stood";
    return `it was published at ${atText(message.invokedMs)}, before the subscription, ${stood}`;
  },
  "published after the drain": ({ message }) =>
    `it was published at ${atText(message.invokedMs)}, after the drain, when nobody was left to handle it`,
  "settled after the group was left": ({ group }) =>
    `it was settled only after the last subscription began to close, at ${atText(group.leftMs)}`,
  "no subscription stood throughout": () =>
    "no subscription stood from its publish until it was settled, and an at-most-once bus owes nothing else",
};
