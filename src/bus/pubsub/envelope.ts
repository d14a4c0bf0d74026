/** A message id and a payload in one string, for Pub/Sub has no fields. */
export interface Envelope {
  readonly id: string;
  readonly payload: string;
}

const separator = "\n";

export function wrap({ id, payload }: Envelope): string {
  return id + separator + payload;
}

/** `undefined` for a text that `wrap` cannot have made. */
export function unwrap(text: string): Envelope | undefined {
  const end = text.indexOf(separator);
  return end > 0 ? { id: text.slice(0, end), payload: text.slice(end + 1) } : undefined;
}
