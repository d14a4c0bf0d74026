import { isStreamId } from "../../stream-id.ts";

const shortReplyChars = 64;
const errorChars = 200;
const lineEnd = "\r\n";

/**
 * Returns a status, a number, a stream id or `nil` as text, and `undefined` for other replies, which
 * hold data of the bus.
 *
 * @param reply the bytes of the reply, one character each.
 */
export function shortReplyOf(reply: string): string | undefined {
  switch (reply[0]) {
    case "_":
      return "nil";
    case "*":
      return reply.startsWith("-1", 1) ? "nil" : undefined;
    case "$":
      return reply.startsWith("-1", 1) ? "nil" : streamIdIn(reply);
    case "+":
    case ":":
    case "#": {
      const text = lineFrom(reply, 1);
      return text.length <= shortReplyChars ? text : undefined;
    }
    default:
      return undefined;
  }
}

/** Returns the text of an error reply, without the arguments that Redis repeats in some errors. */
export function errorTextOf(reply: string): string {
  const text = reply.startsWith("!") ? secondLine(reply) : lineFrom(reply, 1);
  const [message = ""] = text.split(", with args beginning with");
  return message.slice(0, errorChars);
}

function streamIdIn(reply: string): string | undefined {
  const text = reply.length <= shortReplyChars ? secondLine(reply) : "";
  return isStreamId(text) ? text : undefined;
}

function secondLine(reply: string): string {
  return lineFrom(reply, reply.indexOf(lineEnd) + lineEnd.length);
}

function lineFrom(reply: string, start: number): string {
  const end = reply.indexOf(lineEnd, start);
  return end < 0 ? reply.slice(start) : reply.slice(start, end);
}
