import type { IndexedHistory } from "../../history/indexed-history.ts";
import {
  bytesToClientValue,
  bytesToServerValue,
  trafficSample,
} from "../../history/sample-names.ts";
import { counted, listed } from "../../wording.ts";
import { noEvidence } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";

/** No message is smaller than this on the wire, not even in a batch that was compressed. */
const leastBytes = 16;

/**
 * Whether the messages of each role went through its link. What a bus sent past it was never touched
 * by a fault of the network, so surviving that fault shows nothing.
 */
export const judgePath: Rule = (history) => {
  const faults = history.faults.filter(({ network }) => network);
  if (faults.length === 0) return [];
  const traffic = trafficByRole(history);
  const uncounted = new Set(
    faults.flatMap(({ roles }) => roles.filter((role) => !traffic.has(role))),
  );
  return [
    ...unknownPath([...uncounted]),
    ...missingBytes({
      what: "acknowledged",
      value: bytesToServerValue,
      messages: acknowledged(history),
      traffic,
    }),
    ...missingBytes({
      what: "handled",
      value: bytesToClientValue,
      messages: handled(history),
      traffic,
    }),
  ];
};

type MessagesByRole = ReadonlyMap<string, ReadonlySet<string>>;
type TrafficByRole = ReadonlyMap<string, Readonly<Record<string, number>>>;

function trafficByRole({ samples }: IndexedHistory): TrafficByRole {
  const traffic = samples.filter(({ sample }) => sample === trafficSample);
  return new Map(traffic.map(({ process, values }) => [process, values]));
}

function acknowledged({ messages }: IndexedHistory): MessagesByRole {
  const found = [...messages.values()].filter(({ outcome }) => outcome === "acknowledged");
  return grouped(found.map(({ publisher, key }) => [publisher, key]));
}

/** A message that several groups of one role handled may have come over the wire once. */
function handled({ deliveries }: IndexedHistory): MessagesByRole {
  return grouped(
    deliveries.flatMap(({ start, message }) => (message ? [[start.process, message.key]] : [])),
  );
}

function grouped(pairs: readonly (readonly [role: string, message: string])[]): MessagesByRole {
  const found = new Map<string, Set<string>>();
  for (const [role, message] of pairs) {
    const messages = found.get(role) ?? new Set();
    found.set(role, messages.add(message));
  }
  return found;
}

function unknownPath(roles: readonly string[]): readonly Finding[] {
  if (roles.length === 0) return [];
  return [
    noEvidence(
      "no-evidence/path-unknown",
      `the link counted no traffic of ${listed(roles)}, so it may not be in their path`,
    ),
  ];
}

interface Asked {
  readonly what: string;
  readonly value: string;
  readonly messages: MessagesByRole;
  readonly traffic: TrafficByRole;
}

function missingBytes({ what, value, messages, traffic }: Asked): readonly Finding[] {
  return [...messages].flatMap(([role, { size }]) => {
    const bytes = traffic.get(role)?.[value];
    if (bytes === undefined || bytes >= size * leastBytes) return [];
    return noEvidence(
      "no-evidence/outside-its-link",
      `${role}: ${counted(size, "message")} ${what}, but only ${counted(bytes, "byte")} of ${value} went through its link, so faults of the network did not touch it`,
    );
  });
}
