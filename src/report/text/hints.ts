import type { FindingKind } from "../../judging/finding/finding.ts";

/** The page that explains every rule id of a report. */
export const rulesDocument = "docs/findings.md";

/** The next step for each kind of finding. */
export const findingHints: Record<FindingKind, string> = {
  lost: "Look where the summary says the messages are. If they are in Redis, the readers missed them; otherwise the publisher acknowledged too early, or Redis lost them.",
  stranded:
    "The bus kept these messages and did not bring them to the subscribers that were there. Look why: a reader that went deaf, or work of a dead consumer that no other takes over. A restart of the subscribers would have brought them.",
  dropped:
    "The bus gave these messages up and reported it: give it more room or time, or accept the limit of this bus.",
  late: "Messages were still arriving when the drain reached its limit: lower the rate, or find out why the backlog is slow.",
  unexpected:
    "Look for another client in the same namespace, or for a bus that invents messages or keeps old ones.",
  corrupt: "Compare the payload in Redis with the one handled: encoding, truncation or framing.",
  misrouted: "Check how the bus maps a topic to its key or channel.",
  "false-acknowledgement":
    "A publish must resolve only after Redis answered: look for a buffer that acknowledges at once.",
  "false-rejection":
    "A publish may reject with the outcome `rejected` only if nothing was written; any other error is in doubt.",
  "early-acknowledgement":
    "Send XACK after the handler is done: a crash in between loses the message.",
  unacknowledged: "Acknowledge after handling, and again after a reconnect if the reply was lost.",
  duplicate:
    "Look for a retry after an unanswered write, or for a message read again after it was acknowledged.",
  reordered: "Look for concurrent writes or retries of one publisher that overtake each other.",
  zombie: "Closing must wait for running reads and handlers before it resolves.",
  hung: "Reject every call that still waits when its connection breaks, and give each call a time limit of its own.",
  "not-recovered":
    "Look for a publisher or subscriber that stayed silent: a client that never reconnects, or does not subscribe again. If it only fell behind, a lower --rate lets it recover.",
  leak: "Compare the connections, consumers, keys, listeners and timers before and after: closing leaves some of them behind.",
  "no-evidence": `The run proves nothing. ${rulesDocument} says for this rule what was missing. If the bus ended the run or bypassed its link, repair that first; if too little happened, repeat the run with more messages, or on a machine with less load.`,
};
