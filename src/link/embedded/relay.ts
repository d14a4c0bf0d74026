import type { Socket } from "node:net";

import type { Endpoint } from "../../fixtures/endpoint.ts";
import type { LinkTraffic } from "../contract/link.ts";
import type { FlowTally } from "./bytes/withholding.ts";
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
  /** Called if the server refused a connection. */
  serverRefused(): void;
  /** Called if the server closed a connection by itself. Its client sees the close when this resolves. */
  followServer(): Promise<void>;
}

/** The connections of one link, and their counters. */
export interface Relay {
  accept(client: Socket): void;
  /** Returns the connections that are open now, in the order of opening. */
  live(): readonly RelayedConnection[];
  /** Closes these connections. Resolves once the close is on its way to every client. */
  cut(connections: readonly RelayedConnection[], how: "fin" | "rst"): Promise<void>;
  /** Returns the address to which new connections lead. */
  target(): Endpoint;
  retarget(upstream: Endpoint): void;
  traffic(): LinkTraffic;
  /** Returns the ports from which the link has connected to the server until now. */
  serverPorts(): ReadonlySet<number>;
  /** Notes a port from which the link has connected to the server. */
  onReached(localPort: number): void;
  destroy(): void;
}

export function createRelay(options: RelayOptions): Relay {
  const { heldBytesLimit } = options;
  const live = new Set<RelayedConnection>();
  /** The connections that were cut, and whose clients have not closed their side yet. */
  const ending = new Set<RelayedConnection>();
  const counts = { connections: 0, closedByFault: 0, refused: 0 };
  const [toServer, toClient] = [noBytes(), noBytes()];
  const batch = createWriteBatch();
  const serverPorts = new Set<number>();
  let target = options.upstream;

  const onReached = (localPort: number): void => void serverPorts.add(localPort);

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
        onReached,
        onUpstreamRefused: () => ((counts.refused += 1), options.serverRefused()),
        onServerGone: options.followServer,
        onClosed: () => void (live.delete(connection) || ending.delete(connection)),
      });
      live.add(connection);
      options.onOpened(connection);
    },
    live: () => [...live],
    cut,
    target: () => target,
    retarget: (next) => void (target = next),
    traffic: () => ({ open: live.size, ...counts, ...bytesOf(toServer, toClient) }),
    serverPorts: () => serverPorts,
    onReached,
    destroy: () => {
      for (const connection of [...live, ...ending]) connection.destroy();
    },
  };
}

function noBytes(): FlowTally {
  return { passedBytes: 0, withheldBytes: 0 };
}

function bytesOf(toServer: FlowTally, toClient: FlowTally) {
  return {
    bytesToServer: toServer.passedBytes,
    bytesToClient: toClient.passedBytes,
    withheldBytes: toServer.withheldBytes + toClient.withheldBytes,
  };
}
