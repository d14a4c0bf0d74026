import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Stores a message only if its number is new, and returns the id that the number has. */
const script = `
local known = redis.call('HGET', KEYS[2], ARGV[1])
if known then return known end
local id = redis.call('XADD', KEYS[1], '*', 'id', ARGV[2], 'payload', ARGV[3])
redis.call('HSET', KEYS[2], ARGV[1], id)
return id`;

/**
 * Numbers its messages from 0, and does not store a number that Redis has already, so that it can repeat a publish. With
 * two publishers it takes the messages of one for repetitions of the other's.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      append: async (commands, { key, sequence, messageId, payload }) => {
        const keys = ["2", key, `${key}:numbers`];
        const values = [String(sequence), messageId, payload];
        return (await commands.send(["EVAL", script, ...keys, ...values])) as string;
      },
    },
    { name: "counts-from-zero-in-every-process" },
  ),
  foundBy: [{ run: "workers/shared", mustFind: ["lost"], summaryIncludes: "all not in Redis" }],
  onlyFoundBy: "workers",
};
