import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const deadMs = 2000;

/**
 * Removes consumers that were idle for 2 s from the group, to be tidy. Redis deletes the pending entries of a consumer
 * together with it, so no other consumer can claim them.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    { ...referenceParts, reclaim: buryTheDead },
    { name: "buries-the-dead-with-their-work" },
  ),
  foundBy: [
    {
      run: "consumer-crash/taken-over",
      mustFind: ["lost"],
      summaryIncludes: "past the group's position",
    },
  ],
};

async function buryTheDead({ commands, key, group, name: own }: Consumer): Promise<void> {
  const consumers = await commands.send(["XINFO", "CONSUMERS", key, group]);
  for (const { name, idle } of consumers as { name: string; idle: number }[]) {
    const isDead = name !== own && idle > deadMs;
    if (isDead) await commands.send(["XGROUP", "DELCONSUMER", key, group, name]);
  }
}
