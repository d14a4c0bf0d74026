import { EnvironmentError } from "../../errors.ts";
import { createProcessProvider } from "../../fixtures/redis/redis-process.ts";
import { findRedisServer, redisServerHint } from "../../fixtures/redis/redis-server-program.ts";
import type { RedisProvider } from "../../fixtures/redis/redis.ts";
import type { NetworkNamespace } from "./network-namespace.ts";

/** Lets Redis listen on all addresses: only this run can reach the addresses of its namespace. */
const listenEverywhere = ["--bind", "0.0.0.0", "--protected-mode", "no"];

/** Creates a provider that runs Redis inside a network namespace, at its direct address. */
export function createNamespaceProvider(namespace: NetworkNamespace): RedisProvider {
  const server = findRedisServer();
  if (server === undefined) {
    throw new EnvironmentError(
      "there is no redis-server on the PATH to run in a network namespace",
      {
        hint: redisServerHint,
      },
    );
  }
  const provider = createProcessProvider(server);
  return {
    ...provider,
    start: (options) =>
      provider.start({
        ...options,
        host: namespace.directAddress,
        commandPrefix: namespace.commandPrefix,
        arguments: [...(options.arguments ?? []), ...listenEverywhere],
      }),
  };
}
