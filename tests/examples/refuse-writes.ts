import {
  everyRole,
  noDataLoss,
  type FaultContext,
  type FaultDefinition,
} from "../../src/faults/contract/fault-definition.ts";
import {
  sendCommand,
  withDirectClient,
  type DirectClient,
} from "../../src/fixtures/redis/redis-client.ts";
import type { Evidence } from "../../src/history/operations/fault-operations.ts";

/** Redis answers every write with NOREPLICAS until the heal, because it asks for a replica that is not there. */
export interface RefuseWritesSpec {
  readonly kind: "refuse-writes";
}

export const refuseWrites: FaultDefinition<RefuseWritesSpec> = {
  onLinks: false,
  name: () => "refuse writes",
  needs: () => [],
  role: () => everyRole,
  isInstantaneous: () => false,
  dataLoss: () => noDataLoss,
  prepare: (_spec, _roles, context) => ({
    inject: () => askForReplicas(context, 1),
    verifyInForce: () => ask(context, async (client) => [await writesAreRefused(client)]),
    heal: () => askForReplicas(context, 0),
  }),
};

const timeoutMs = 1000;

/** Sets the number of replicas without which Redis refuses writes. Returns the evidence. */
function askForReplicas(context: FaultContext, replicas: 0 | 1): Promise<readonly Evidence[]> {
  return ask(context, async (client) => {
    await sendCommand(client, ["CONFIG", "SET", "min-replicas-to-write", `${replicas}`], timeoutMs);
    const refused = await writesAreRefused(client);
    if (replicas === 1) return [refused];
    return [{ what: "a direct write was accepted after the heal", seen: !refused.seen }];
  });
}

/** Opens a connection of its own to Redis, past every link. */
function ask<Reply>(
  { redis }: FaultContext,
  use: (client: DirectClient) => Promise<Reply>,
): Promise<Reply> {
  return withDirectClient(redis.url(), { purpose: "fault", timeoutMs }, use);
}

/** Tries a write that changes nothing: SET with XX writes only to a key that exists. */
async function writesAreRefused(client: DirectClient): Promise<Evidence> {
  const write = ["SET", "bus-chaos:no-such-key", "", "XX"];
  const reply = await sendCommand(client, write, timeoutMs).catch(String);
  return { what: "a direct write was refused", seen: String(reply).includes("NOREPLICAS") };
}
