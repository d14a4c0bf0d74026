import type { PayloadOptions } from "./payload.ts";

/** Characters of two, three and four bytes; none that JSON or HTML would write otherwise. */
const beyondAscii = "é€漢😀";
const longBytes = 10_000;

/**
 * Most payloads are plain and of the usual length. Every eighth holds characters beyond ASCII, and one
 * in 64 is long, for a bus that cuts or recodes only those loses them as well.
 */
export function payloadShape(
  sequence: number,
  usualBytes: number,
): Pick<PayloadOptions, "bytes" | "filling"> {
  if (sequence % 64 === 9) return { bytes: longBytes };
  return sequence % 8 === 5 ? { bytes: usualBytes, filling: beyondAscii } : { bytes: usualBytes };
}
