import type { Consumer } from "../../bus/streams/consumer.ts";
import { parseReadReply, type StreamEntry } from "../../bus/streams/replies.ts";

/** Returns the first entries that Redis has handed to this consumer and that it has not acknowledged. */
export async function readPendingPage(consumer: Consumer): Promise<readonly StreamEntry[]> {
  const { reader, key, group, name } = consumer;
  const command = ["XREADGROUP", "GROUP", group, name, "COUNT", "1000", "STREAMS", key, "0"];
  return parseReadReply(await reader.send(command));
}
