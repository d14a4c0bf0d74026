import { type BusMessage, type BusNotice, noticeKinds } from "../../bus/contract.ts";

/**
 * Returns a message with the types of the contract. A bus under test may hand over anything: a wrong
 * value must neither end the run nor make its history unreadable.
 */
export function sanitizeMessage(given: unknown): BusMessage {
  const { id, topic, payload, attempt } = fieldsOf(given);
  return {
    id: textOf(id),
    topic: textOf(topic),
    // A payload that is missing or not a text becomes empty, and an empty payload counts as corrupt.
    payload: typeof payload === "string" ? payload : "",
    attempt: typeof attempt === "number" && Number.isFinite(attempt) ? attempt : 1,
  };
}

/** Returns a notice with the types of the contract, or `undefined` if its kind is unknown. */
export function sanitizeNotice(given: unknown): BusNotice | undefined {
  const { kind, topic, ids, detail } = fieldsOf(given);
  const known = noticeKinds.find((each) => each === kind);
  if (known === undefined) return undefined;
  return {
    kind: known,
    ...(topic !== undefined && { topic: textOf(topic) }),
    ...(Array.isArray(ids) && { ids: ids.map(textOf) }),
    ...(detail !== undefined && { detail: textOf(detail) }),
  };
}

/** Returns the value as text, or an empty text if it has none. Never throws. */
export function textOf(value: unknown): string {
  try {
    return isMissing(value) ? "" : String(value);
  } catch {
    return "";
  }
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

type Fields = { readonly [Key in keyof (BusMessage & BusNotice)]?: unknown };

function fieldsOf(given: unknown): Fields {
  return typeof given === "object" && given !== null ? given : {};
}
