import type { Socket } from "node:net";

import type { Endpoint } from "../../fixtures/endpoint.ts";
import type { LinkTraffic } from "../contract/link.ts";
import { createWriteBatch } from "./bytes/write-batch.ts";
import type { CommandGate, GatedConnection } from "./commands/command-gate.ts";
import { relayConnection } from "./relayed-connection.ts";
import type { RelayedConnection } from "./relayed-connection.ts";

export interface RelayOptions {
  readonly upstream: Endpoint;
  readonly heldBytesLimit: number;
  /** Opens a gate for the commands of a connection; `undefined` if they are not needed. */
  openGate(gated: GatedConnection): CommandGate | undefined;
  onOpened(connection: RelayedConnection): void;
}

/** The connections of one link, and their counters. */
export interface Relay {
  accept(client: Socket): void;
  /** Returns the connections that are open now, in the order of opening. */
  live(): readonly RelayedConnection[];
  /** Closes these connections. Resolves once the close is on its way to every client. */
  cut(connections: readonly RelayedConnection[], how: "fin" | "rst"): Promise<void>;
  retarget(upstream: Endpoint): void;
  traffic(): LinkTraffic;
  destroy(): void;
}

export function createRelay(options: RelayOptions): Relay {
  const { heldBytesLimit } = options;
  const live = new Set<RelayedConnection>();
  /** The connections that were cut, and whose clients have not closed their side yet. */
  const ending = new Set<RelayedConnection>();
  const counts = { connections: 0, closedByFault: 0, refused: 0 };
  const toServer = { passedBytes: 0, withheldBytes: 0 };
  const toClient = { passedBytes: 0, withheldBytes: 0 };
  const batch = createWriteBatch();
  let target = options.upstream;

  async function cut(connections: readonly RelayedConnection[], how: "fin" | "rst"): Promise<void> {
    counts.closedByFault += connections.length;
    for (const connection of connections) {
      live.delete(connection);
      ending.add(connection);
    }
    await Promise.all(connections.map((connection) => connection.cut(how)));
  }

  async function cutBehindFlush(connection: RelayedConnection, how: "fin" | "rst"): Promise<void> {
    await connection.flush();
    if (live.has(connection)) await cut([connection], how);
  }

  return {
    accept: (client) => {
      const number = counts.connections;
      counts.connections += 1;
      const connection = relayConnection(client, {
        upstream: target,
        toServer,
        toClient,
        heldBytesLimit,
        batch,
        openGate: (flows) =>
          options.openGate({
            ...flows,
            connection: number,
            heldBytesLimit,
            cut: (how) => cutBehindFlush(connection, how),
          }),
        onUpstreamRefused: () => (counts.refused += 1),
        onClosed: () => void (live.delete(connection) || ending.delete(connection)),
      });
      live.add(connection);
      options.onOpened(connection);
    },
    live: () => [...live],
    cut,
    retarget: (next) => void (target = next),
    traffic: () => ({
      open: live.size,
      ...counts,
      bytesToServer: toServer.passedBytes,
      bytesToClient: toClient.passedBytes,
      withheldBytes: toServer.withheldBytes + toClient.withheldBytes,
    }),
    destroy: () => {
      for (const connection of [...live, ...ending]) connection.destroy();
    },
  };
}
