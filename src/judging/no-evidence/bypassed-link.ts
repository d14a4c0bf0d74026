import type { IndexedHistory } from "../../history/indexed-history.ts";
import { bytesToClientValue, bytesToServerValue } from "../../history/sample-names.ts";
import { counted, listed } from "../../wording.ts";
import { existsBesidesCommands } from "../commands/existence.ts";
import { noEvidence } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { leastBytes, readTraffic, type TrafficByRole } from "./link-traffic.ts";

/**
 * Reports a connection that Redis had and no link, in any run; and roles whose messages did not go through their link,
 * if a fault acted on a link. A fault does not touch what bypasses the link, so surviving it shows nothing.
 *
 *     publisher-0 has 2 messages acknowledged, and a fault cuts its link
 *     31 bytes went to Redis through its link, fewer than 16 for each message
 *     → no-evidence/bypassed-its-link, unknown
 */
export const judgeBypassedLinks: Rule = (history) => [
  ...seenBypasses(history),
  ...missingTraffic(history),
];

function seenBypasses({ bypasses }: IndexedHistory): readonly Finding[] {
  const [first] = bypasses;
  if (!first) return [];
  const count = counted(bypasses.length, "connection");
  const last =
    first.command === undefined ? "" : `, which last sent ${first.command.toUpperCase()}`;
  const summary =
    `${count} of the bus went to Redis directly and not through its link, so no fault touched ` +
    `${bypasses.length === 1 ? "it" : "them"}: ${first.client}${last}. Connect to the URL that open() gets`;
  return [noEvidence("no-evidence/bypassed-its-link", summary, [first.index])];
}

function missingTraffic(history: IndexedHistory): readonly Finding[] {
  const faults = history.faults.filter(({ network }) => network);
  if (faults.length === 0) return [];
  const traffic = readTraffic(history);
  const uncounted = new Set(
    faults.flatMap(({ roles }) => roles.filter((role) => !traffic.has(role))),
  );
  return [
    ...uncountedFinding([...uncounted]),
    ...bypassFindings(acknowledgedByRole(history), traffic, {
      outcome: "acknowledged",
      value: bytesToServerValue,
      direction: "went to Redis",
    }),
    ...bypassFindings(handledByRole(history), traffic, {
      outcome: "handled",
      value: bytesToClientValue,
      direction: "came from Redis",
    }),
  ];
}

type MessagesByRole = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * If publish does not wait for Redis, an acknowledged message may never have been sent. Then only the messages count
 * that reached a group or a stream.
 */
function acknowledgedByRole(history: IndexedHistory): MessagesByRole {
  const { confirmsPublish, durableOutbox } = history.header.guarantees;
  const waits = confirmsPublish && !durableOutbox;
  const acknowledged = [...history.messages.values()].filter(
    ({ outcome }) => outcome === "acknowledged",
  );
  const found = waits
    ? acknowledged
    : acknowledged.filter((message) => existsBesidesCommands(message, history));
  return groupByRole(found.map(({ publisher, key }) => [publisher, key]));
}

/** Counts a message once for each role: Redis may send it once for several groups of the role. */
function handledByRole({ deliveries }: IndexedHistory): MessagesByRole {
  return groupByRole(
    deliveries.flatMap(({ start, message }) => (message ? [[start.process, message.key]] : [])),
  );
}

function groupByRole(pairs: readonly (readonly [role: string, message: string])[]): MessagesByRole {
  const found = new Map<string, Set<string>>();
  for (const [role, message] of pairs) {
    const messages = found.get(role) ?? new Set();
    found.set(role, messages.add(message));
  }
  return found;
}

function uncountedFinding(roles: readonly string[]): readonly Finding[] {
  if (roles.length === 0) return [];
  return [
    noEvidence(
      "no-evidence/traffic-not-counted",
      `no bytes were counted on the link of ${listed(roles)}, so its faults may have touched nothing`,
    ),
  ];
}

interface BytesOfMessages {
  readonly outcome: string;
  readonly value: string;
  readonly direction: string;
}

function bypassFindings(
  byRole: MessagesByRole,
  traffic: TrafficByRole,
  { outcome, value, direction }: BytesOfMessages,
): readonly Finding[] {
  return [...byRole].flatMap(([role, { size }]) => {
    const bytes = traffic.get(role)?.[value];
    if (bytes === undefined || bytes >= size * leastBytes) return [];
    return noEvidence(
      "no-evidence/bypassed-its-link",
      `${role}: ${counted(size, "message")} ${outcome}, but only ${counted(bytes, "byte")} ${direction} through its link, so network faults did not touch it`,
    );
  });
}
