import { compareStreamIds, streamIdBefore } from "../../stream-id.ts";
import { isErrorReply, replyCode } from "../redis/redis-errors.ts";
import { forgetOlderThanCheckpoint } from "./acknowledgements.ts";
import type { Consumer } from "./consumer.ts";
import { parseLastDelivered, parseLastGenerated, parseLowestPending } from "./replies.ts";

/** With `from: "start"` the group begins before everything there is, otherwise after it. */
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
 * Creates the group again at the last checkpoint where the stream is the same, otherwise at its
 * start: never at its end, which would lose whatever was published in between.
 */
export async function healGroup(consumer: Consumer): Promise<void> {
  const position = await findSafePosition(consumer);
  await createGroup(consumer, position);
  const detail = `group ${consumer.group} was gone and was created again at ${position}`;
  consumer.context.logger.warn(`${consumer.key}: ${detail}`);
  consumer.context.notify({ kind: "gap", topic: consumer.topic, detail });
}

/**
 * All up to the last delivered id has been handed out, and of that all below the lowest pending id
 * is acknowledged. In this order, what is handed out between the two questions does no harm.
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

async function findSafePosition({ reader, key, checkpoint }: Consumer): Promise<string> {
  const runId = reader.session?.runId;
  if (checkpoint === undefined || runId === undefined || checkpoint.runId !== runId) return "0";
  try {
    const lastGenerated = parseLastGenerated(await reader.send(["XINFO", "STREAM", key]));
    const goesOn =
      lastGenerated !== undefined && compareStreamIds(lastGenerated, checkpoint.position) >= 0;
    return goesOn ? checkpoint.position : "0";
  } catch (error) {
    if (isErrorReply(error)) return "0";
    throw error;
  }
}
