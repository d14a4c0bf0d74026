/** A message id and a payload in one string, because Pub/Sub messages have no fields. */
export interface Envelope {
  readonly id: string;
  readonly payload: string;
}

const separator = "\n";

/** Returns the text that carries the envelope. */
export function wrap({ id, payload }: Envelope): string {
  return id + separator + payload;
}

/** Returns `undefined` for a text that `wrap` cannot have returned. */
export function unwrap(text: string): Envelope | undefined {
  const end = text.indexOf(separator);
  return end > 0 ? { id: text.slice(0, end), payload: text.slice(end + 1) } : undefined;
}
