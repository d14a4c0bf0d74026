import "reflect-metadata";
import { Logger } from "@nestjs/common";
import { ClientRedis, ServerRedis, type RedisOptions } from "@nestjs/microservices";
import { lastValueFrom } from "rxjs";

import type { BusModule } from "../../../src/bus/contract.ts";

type MoreOptions = NonNullable<RedisOptions["options"]>;

/**
 * The Redis transport of @nestjs/microservices: a server for each subscription, because its handlers are
 * fixed before it connects, and a client proxy that emits events.
 */
export function nestjs(name: string, more: MoreOptions): BusModule {
  Logger.overrideLogger(false);
  return {
    name,
    guarantees: { delivery: "at-most-once", sharesWork: false },
    async open({ url, role, namespace, notify }) {
      const { hostname: host, port } = new URL(url);
      const options = (purpose: string) => ({
        host,
        port: Number(port),
        connectionName: `${role}:${purpose}`,
        ...more,
      });
      const servers = new Set<ServerRedis>();
      let client: ClientRedis | undefined;
      let received = 0;
      return {
        async publish(topic, payload) {
          client ??= new ClientRedis(options("client"));
          const sent = client.emit(`${namespace}${topic}`, { payload });
          await lastValueFrom(sent, { defaultValue: undefined });
        },
        async subscribe(topic, _options, handler) {
          const server = new ServerRedis(options("server"));
          server.status.subscribe((status) =>
            notify({
              kind: status === "connected" ? "connected" : "disconnected",
              detail: String(status),
            }),
          );
          server.addHandler(
            `${namespace}${topic}`,
            async ({ payload }: { payload: string }) => {
              await handler({ id: String(++received), topic, payload, attempt: 1 });
            },
            true,
          );
          // A server that fails to listen keeps its clients, so the bus closes it too.
          servers.add(server);
          await new Promise<void>((resolve, reject) => {
            void server.listen((error?: unknown) =>
              error instanceof Error ? reject(error) : resolve(),
            );
          });
          return {
            async close() {
              servers.delete(server);
              await server.close();
            },
          };
        },
        async close() {
          await Promise.all([...servers].map((server) => server.close()));
          await client?.close();
        },
      };
    },
  };
}
