import { sendCommand, type DirectClient } from "../../fixtures/redis/redis-client.ts";
import type { Evidence } from "../../history/operations/fault-operations.ts";
import {
  everyRole,
  noDataLoss,
  type FaultContext,
  type FaultDefinition,
} from "../contract/fault-definition.ts";
import { askDirectly, directTimeoutMs } from "./ask-directly.ts";

export interface DemoteRedisSpec {
  readonly kind: "demote-redis";
}

/**
 * Redis becomes a replica of a master that it cannot reach, and a master again at the heal, as in a failover that goes
 * wrong. Meanwhile it keeps its data and its connections, answers every write with READONLY, and reads that wait at the
 * server with UNBLOCKED. It never copies the data of another server, because nothing listens at the address.
 */
export const demoteRedis: FaultDefinition<DemoteRedisSpec> = {
  onLinks: false,
  name: () => "demotion of redis",
  needs: () => ["process-control"],
  role: () => everyRole,
  isInstantaneous: () => false,
  dataLoss: () => noDataLoss,
  prepare: (_spec, _roles, context) => ({
    inject: () => follow(context, unreachable, true),
    verifyInForce: () => askDirectly(context, async (client) => [await writesAre(client, true)]),
    heal: () => follow(context, ["NO", "ONE"], false),
  }),
};

/** No Redis listens on the port of tcpmux. */
const unreachable = ["127.0.0.1", "1"] as const;

/** Sets the master of Redis. Returns whether writes are refused as expected. */
function follow(
  context: FaultContext,
  master: readonly [string, string],
  refused: boolean,
): Promise<readonly Evidence[]> {
  return askDirectly(context, async (client) => {
    await sendCommand(client, ["REPLICAOF", ...master], directTimeoutMs);
    return [await writesAre(client, refused)];
  });
}

/** Tries a write that changes nothing: LPUSHX adds only to a list that exists. */
async function writesAre(client: DirectClient, refused: boolean): Promise<Evidence> {
  const write = ["LPUSHX", "bus-chaos:no-such-key", ""];
  const reply = String(await sendCommand(client, write, directTimeoutMs).catch(String));
  const what = refused
    ? "a direct write was answered with READONLY"
    : "a direct write was executed after the heal";
  return { what, seen: refused ? reply.includes("READONLY") : reply === "0", detail: reply };
}
