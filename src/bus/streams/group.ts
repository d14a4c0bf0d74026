import { compareStreamIds, streamIdBefore } from "../../stream-id.ts";
import { isErrorReply, replyCode } from "../redis/redis-errors.ts";
import { forgetOlderThanCheckpoint } from "./acknowledgements.ts";
import type { Consumer } from "./consumer.ts";
import { parseLastDelivered, parseLastGenerated, parseLowestPending } from "./replies.ts";

/** Creates the group: with `from: "start"` before the first entry of the stream, otherwise after the last. */
export async function ensureGroup(consumer: Consumer): Promise<void> {
  await createGroup(consumer, consumer.from === "start" ? "0" : "$");
}

/** Waits as long as Redis is away; rejects when Redis refuses for good or the bus is closed. */
export async function awaitSubscribed(consumer: Consumer): Promise<void> {
  await consumer.parts.ensureGroup(consumer);
  await consumer.commands.whenReady();
  await consumer.parts.takeCheckpoint(consumer);
}

/**
 * Creates the group again: at the last checkpoint if the stream is still the same, otherwise at the start
 * of the stream. Never at its end, because that would lose the messages published since.
 */
export async function healGroup(consumer: Consumer): Promise<void> {
  const position = await findSafePosition(consumer);
  await createGroup(consumer, position);
  const detail = `group ${consumer.group} was gone and was created again at ${position}`;
  consumer.context.logger.warn(`${consumer.key}: ${detail}`);
  consumer.context.notify({ kind: "gap", topic: consumer.topic, detail });
}

/**
 * Remembers up to where the group has acknowledged everything: the last delivered id, or the id before
 * the lowest pending one. The order of the two questions matters: an entry that is delivered between
 * them is above the last delivered id, so it does no harm.
 */
export async function takeCheckpoint(consumer: Consumer): Promise<void> {
  const { key, group, commands } = consumer;
  const session = commands.session;
  if (session === undefined) return;
  const [groups, pending] = await Promise.all([
    session.send(["XINFO", "GROUPS", key]),
    session.send(["XPENDING", key, group]),
  ]);
  const lastDelivered = parseLastDelivered(groups, group);
  if (lastDelivered === undefined) return;
  const lowestPending = parseLowestPending(pending);
  const position =
    lowestPending !== undefined && compareStreamIds(lowestPending, lastDelivered) <= 0
      ? streamIdBefore(lowestPending)
      : lastDelivered;
  consumer.checkpoint = { position, runId: session.runId };
  forgetOlderThanCheckpoint(consumer.acknowledgements);
}

async function createGroup({ reader, key, group }: Consumer, position: string): Promise<void> {
  try {
    await reader.send(["XGROUP", "CREATE", key, group, position, "MKSTREAM"]);
  } catch (error) {
    if (!isErrorReply(error) || replyCode(error) !== "BUSYGROUP") throw error;
  }
}

/** The checkpoint if the server process and the stream are the ones that it was taken from, otherwise `0`. */
async function findSafePosition({ reader, key, checkpoint }: Consumer): Promise<string> {
  const runId = reader.session?.runId;
  if (checkpoint === undefined || runId === undefined || checkpoint.runId !== runId) return "0";
  try {
    const lastGenerated = parseLastGenerated(await reader.send(["XINFO", "STREAM", key]));
    const isSameStream =
      lastGenerated !== undefined && compareStreamIds(lastGenerated, checkpoint.position) >= 0;
    return isSameStream ? checkpoint.position : "0";
  } catch (error) {
    if (isErrorReply(error)) return "0";
    throw error;
  }
}
