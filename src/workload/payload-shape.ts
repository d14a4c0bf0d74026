import type { PayloadOptions } from "./payload.ts";

/** Characters of two, three and four bytes that JSON and HTML leave as they are. */
const beyondAscii = "é€漢😀";
const longBytes = 10_000;

/**
 * Returns the shape of a message's payload. Most are plain and of the usual length; one in eight holds
 * characters beyond ASCII; one in 64 is 10 000 characters long. A bus may cut or recode only such
 * payloads.
 */
export function payloadShape(
  sequence: number,
  usualBytes: number,
): Pick<PayloadOptions, "bytes" | "filling"> {
  if (sequence % 64 === 9) return { bytes: longBytes };
  return sequence % 8 === 5 ? { bytes: usualBytes, filling: beyondAscii } : { bytes: usualBytes };
}
