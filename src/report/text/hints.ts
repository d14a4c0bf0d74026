import type { FindingKind } from "../../judging/finding/finding.ts";

/** Where every rule id of a report is explained. */
export const rulesDocument = "docs/findings.md";

/** What to look at next for each kind of finding. */
export const findingHints: Record<FindingKind, string> = {
  lost: "Look where the summary says the messages are: in Redis the readers missed them, otherwise the publisher vouched too early or Redis forgot them.",
  dropped:
    "The bus gave these up and said so: give it more room or time, or accept it as a limit of this bus.",
  late: "Messages were still coming in when the drain reached its limit: lower the rate, or find out what slows the backlog down.",
  unexpected:
    "Look for a client that shares the namespace, or for a bus that makes up or keeps old messages.",
  corrupt: "Compare the payload in Redis with the one handled: encoding, truncation or framing.",
  misrouted: "Check how the bus maps a topic to its key or channel.",
  "false-acknowledgement":
    "The publish must resolve only after Redis answered; look for a buffer that vouches at once.",
  "false-rejection":
    "Only an error that certainly came before the write may say rejected; anything else is in doubt.",
  "early-acknowledgement":
    "Send XACK after the handler is done: a crash in between loses the message.",
  unacknowledged: "Acknowledge after handling, and again after a reconnect if the reply was lost.",
  duplicate:
    "Look for a retry after an unanswered write, or for a message read again after it was acknowledged.",
  reordered: "Look for concurrent writes or retries of one publisher that overtake each other.",
  zombie: "Closing must wait for running reads and handlers before it resolves.",
  "not-recovered":
    "Look at which process stayed deaf: a client that never reconnects, or one that does not subscribe again. Whether one that only fell behind recovers, a lower --rate shows.",
  leak: "Compare what is open before and after: connections, consumers, keys, listeners and timers that closing leaves behind.",
  "no-evidence":
    "The run shows nothing either way. Mend what the bus did to it: an error that nobody handles, a close that hangs, the end of the process. Whatever else is missing, repeat it with more messages or on a machine with less to do.",
};
