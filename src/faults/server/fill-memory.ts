import { sendCommand, type DirectClient } from "../../fixtures/redis/redis-client.ts";
import type { Evidence } from "../../history/operations/fault-operations.ts";
import {
  everyRole,
  noDataLoss,
  type FaultContext,
  type FaultDefinition,
} from "../contract/fault-definition.ts";
import { askDirectly, directTimeoutMs } from "./ask-directly.ts";

export interface FillMemorySpec {
  readonly kind: "fill-memory";
}

/**
 * Redis answers every command that needs memory with OOM until the heal, because its limit is below what it uses. XADD
 * and LPUSH need memory, XACK and PUBLISH do not. It sets `maxmemory` of a server that the harness has started.
 */
export const fillMemory: FaultDefinition<FillMemorySpec> = {
  onLinks: false,
  name: () => "full memory",
  needs: () => ["process-control"],
  role: () => everyRole,
  isInstantaneous: () => false,
  dataLoss: () => noDataLoss,
  prepare: (_spec, _roles, context) => ({
    inject: () => limitMemory(context, "1"),
    verifyInForce: () => askDirectly(context, async (client) => [await writesAreRefused(client)]),
    async heal() {
      const [refused] = await limitMemory(context, "0");
      const seen = refused?.seen === false;
      return [{ what: "a direct write was accepted after the heal", seen }];
    },
  }),
};

/** Sets the limit in bytes; 0 is no limit. Returns whether a write is refused then. */
function limitMemory(context: FaultContext, bytes: "0" | "1"): Promise<readonly Evidence[]> {
  return askDirectly(context, async (client) => {
    const policy = ["maxmemory-policy", "noeviction"];
    await sendCommand(client, ["CONFIG", "SET", "maxmemory", bytes, ...policy], directTimeoutMs);
    return [await writesAreRefused(client)];
  });
}

/** Tries a write that changes nothing: SET with XX writes only to a key that exists. */
async function writesAreRefused(client: DirectClient): Promise<Evidence> {
  const write = ["SET", "bus-chaos:no-such-key", "", "XX"];
  const reply = await sendCommand(client, write, directTimeoutMs).catch(String);
  return { what: "a direct write was refused", seen: String(reply).includes("OOM") };
}
