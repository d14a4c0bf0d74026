import { EnvironmentError } from "../../errors.ts";
import { createProcessProvider } from "../../fixtures/redis/redis-process.ts";
import { findRedisServer, redisServerHint } from "../../fixtures/redis/redis-server-program.ts";
import type { RedisProvider } from "../../fixtures/redis/redis.ts";
import type { NetworkNamespace } from "./network-namespace.ts";

/** Inside the namespace every address is ours alone, so Redis may listen on all of them. */
const listenEverywhere = ["--bind", "0.0.0.0", "--protected-mode", "no"];

/** Runs Redis inside a network namespace, reachable for the harness at its oracle address. */
export function createNamespaceProvider(namespace: NetworkNamespace): RedisProvider {
  const server = findRedisServer();
  if (server === undefined) {
    throw new EnvironmentError("there is no redis-server on the PATH to run in a namespace", {
      hint: redisServerHint,
    });
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
