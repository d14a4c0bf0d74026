import { type BusMessage, type BusNotice, noticeKinds } from "../../bus/contract.ts";

/**
 * What a bus hands to the harness, made sound: a bus under test may be wrong in any way, and what it
 * says must neither end the run nor bend its history.
 */
export function sanitizeMessage(said: unknown): BusMessage {
  const { id, topic, payload, attempt } = fieldsOf(said);
  return {
    id: textOf(id),
    topic: textOf(topic),
    // An empty payload counts as corrupt, which one that is missing or no text is as well.
    payload: typeof payload === "string" ? payload : "",
    attempt: typeof attempt === "number" && Number.isFinite(attempt) ? attempt : 1,
  };
}

/** `undefined` for what is no notice of the contract. */
export function sanitizeNotice(said: unknown): BusNotice | undefined {
  const { kind, topic, ids, detail } = fieldsOf(said);
  const known = noticeKinds.find((each) => each === kind);
  if (known === undefined) return undefined;
  return {
    kind: known,
    ...(topic !== undefined && { topic: textOf(topic) }),
    ...(Array.isArray(ids) && { ids: ids.map(textOf) }),
    ...(detail !== undefined && { detail: textOf(detail) }),
  };
}

/** Never throws; some values have no text at all. */
export function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "";
  }
}

type Fields = { readonly [Key in keyof (BusMessage & BusNotice)]?: unknown };

function fieldsOf(said: unknown): Fields {
  return typeof said === "object" && said !== null ? said : {};
}
