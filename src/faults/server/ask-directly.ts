import { withDirectClient, type DirectClient } from "../../fixtures/redis/redis-client.ts";
import type { FaultContext } from "../contract/fault-definition.ts";

/** The limit of a connection and of a command of a fault of the server. */
export const directTimeoutMs = 1000;

/** Opens a connection to Redis, past every link, and closes it when `use` is done. */
export function askDirectly<Reply>(
  { redis }: Pick<FaultContext, "redis">,
  use: (client: DirectClient) => Promise<Reply>,
): Promise<Reply> {
  return withDirectClient(redis.url(), { purpose: "fault", timeoutMs: directTimeoutMs }, use);
}
