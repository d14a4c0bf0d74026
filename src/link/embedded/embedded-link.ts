import { ChaosError } from "../../errors.ts";
import type { Endpoint } from "../../fixtures/redis/redis.ts";
import { assertSupported } from "../contract/assert-supported.ts";
import type { Link, LinkCapability, LinkFactory, NetworkFault } from "../contract/link.ts";
import { createOwnedLinks } from "../contract/owned-links.ts";
import { combineFaults } from "./bytes/treatment.ts";
import type { ByteFault } from "./bytes/treatment.ts";
import { createLinkCommands } from "./commands/link-commands.ts";
import { createRelay } from "./relay.ts";
import type { RelayedConnection } from "./relayed-connection.ts";
import { openStableListener } from "./stable-listener.ts";

const capabilities: ReadonlySet<LinkCapability> = new Set([
  "cut-fin",
  "cut-rst",
  "refuse",
  "blackhole",
  "blackhole-existing",
  "blackhole-connection",
  "stall",
  "stall-existing",
  "latency",
  "live-counters",
  "commands",
]);

export interface EmbeddedLinkOptions {
  /**
   * How much each direction of a connection holds back before its sender is made to wait, 8 MiB by
   * default.
   */
  readonly heldBytesLimit?: number | undefined;
}

interface FaultInForce {
  readonly fault: ByteFault;
  covers(connection: RelayedConnection): boolean;
}

/** Links that relay within this process; they need nothing that has to be installed. */
export function createEmbeddedLinkFactory(options: EmbeddedLinkOptions = {}): LinkFactory {
  const links = createOwnedLinks();
  return {
    kind: "embedded",
    capabilities,
    open: async (role, upstream) => links.add(await openEmbeddedLink(role, upstream, options)),
    [Symbol.asyncDispose]: links.closeAll,
  };
}

async function openEmbeddedLink(
  role: string,
  upstream: Endpoint,
  { heldBytesLimit = 8 * 1024 * 1024 }: EmbeddedLinkOptions,
): Promise<Link> {
  let inForce: FaultInForce[] = [];
  const { commands, openGate, close: closeCommands } = createLinkCommands(role);
  const relay = createRelay({ upstream, heldBytesLimit, openGate, onOpened: applyFaults });
  const listener = await openStableListener(relay.accept);

  function applyFaults(connection: RelayedConnection): void {
    const faults = inForce.filter((one) => one.covers(connection)).map(({ fault }) => fault);
    connection.treat({
      toServer: combineFaults(faults, "to-server"),
      toClient: combineFaults(faults, "to-client"),
    });
  }

  async function inject(fault: NetworkFault): Promise<void> {
    assertSupported({ role, capabilities }, fault);
    if (fault.kind === "cut" || fault.kind === "refuse") {
      if (fault.kind === "refuse") listener.close();
      return await relay.cut(relay.live(), fault.how ?? "fin");
    }
    inForce.push({ fault, covers: coverage(fault, relay.live()) });
    relay.live().forEach(applyFaults);
  }

  async function heal(): Promise<void> {
    const holes = inForce.filter(({ fault }) => fault.kind === "blackhole");
    const holed = relay
      .live()
      .filter((connection) => holes.some((hole) => hole.covers(connection)));
    inForce = [];
    await relay.cut(holed, "fin");
    relay.live().forEach(applyFaults);
    await listener.reopen();
  }

  return {
    role,
    endpoint: listener.endpoint,
    capabilities,
    inject,
    heal,
    retarget: async (next) => relay.retarget(next),
    traffic: async () => relay.traffic(),
    commands,
    [Symbol.asyncDispose]: async () => {
      closeCommands();
      listener.close();
      relay.destroy();
    },
  };
}

/** Which connections a fault is for: those picked, those there are now, or all there will ever be. */
function coverage(
  fault: ByteFault,
  live: readonly RelayedConnection[],
): (connection: RelayedConnection) => boolean {
  if (fault.kind === "latency") return () => true;
  if (fault.connections === undefined && fault.scope === "all") return () => true;
  const picked = new Set(fault.connections?.map((position) => pick(live, position)) ?? live);
  return (connection) => picked.has(connection);
}

function pick(live: readonly RelayedConnection[], position: number): RelayedConnection {
  const connection = live[position];
  if (connection !== undefined) return connection;
  throw new ChaosError(`a fault is for connection ${position}, but only ${live.length} are open`, {
    hint: "Inject it later, when the role has opened its connections, or pick another one.",
  });
}
