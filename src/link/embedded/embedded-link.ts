import { ChaosError } from "../../errors.ts";
import type { Endpoint } from "../../fixtures/endpoint.ts";
import { assertSupported } from "../contract/assert-supported.ts";
import { handlerOf, type FaultHandlers } from "../contract/fault-handlers.ts";
import type { LinkCapability } from "../contract/link-capability.ts";
import type { Link, LinkFactory } from "../contract/link.ts";
import type { ByteFault, NetworkFault, RefuseFault } from "../contract/network-fault.ts";
import { createOwnedLinks } from "../contract/owned-links.ts";
import { combineFaults } from "./bytes/treatment.ts";
import { createLinkCommands } from "./commands/link-commands.ts";
import { openLinkDoor } from "./link-door.ts";
import { createRelay } from "./relay.ts";
import type { RelayedConnection } from "./relayed-connection.ts";

const capabilities: ReadonlySet<LinkCapability> = new Set([
  "cut-fin",
  "cut-rst",
  "cut-connection",
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
   * How many bytes each direction of a connection holds back before the link stops reading from its
   * sender, 8 MiB by default.
   */
  readonly heldBytesLimit?: number | undefined;
}

interface FaultInForce {
  readonly fault: ByteFault;
  covers(connection: RelayedConnection): boolean;
}

/** Creates links that relay bytes inside this process. They need no other program. */
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
  const { commands, openGate, refuseCommands, close: closeCommands } = createLinkCommands(role);
  const relay = createRelay({
    upstream,
    heldBytesLimit,
    openGate,
    onOpened: (connection) => treat(connection, inForce),
    serverRefused: () => door.serverRefused(),
    followServer: () => door.followServer(),
  });
  const isServerHidden = (): boolean => inForce.some(({ fault }) => hidesServer(fault));
  const door = await openLinkDoor({ ...relay, isServerHidden });
  const cut = ({ how = "fin", connections }: Omit<RefuseFault, "kind">): Promise<void> =>
    relay.cut(picked(relay.live(), connections), how);
  const handlers: FaultHandlers = {
    cut: { inject: cut, closesOnHeal: false },
    refuse: { inject: (fault) => (door.refuse(), cut(fault)), closesOnHeal: false },
    // A byte stream with a hole is of no use to client or server.
    blackhole: { inject: putInForce, closesOnHeal: true },
    stall: { inject: putInForce, closesOnHeal: false },
    latency: { inject: putInForce, closesOnHeal: false },
    "refuse-commands": { inject: async ({ error }) => refuseCommands(error), closesOnHeal: false },
  };

  async function putInForce(fault: ByteFault): Promise<void> {
    inForce.push({ fault, covers: coverage(fault, relay.live()) });
    treatAll(relay.live(), inForce);
  }

  async function heal(): Promise<void> {
    const closing = inForce.filter(({ fault }) => handlerOf(handlers, fault).closesOnHeal);
    const closed = relay.live().filter((each) => closing.some((fault) => fault.covers(each)));
    inForce = [];
    refuseCommands(undefined);
    await relay.cut(closed, "fin");
    treatAll(relay.live(), inForce);
    await door.admit();
  }

  return {
    role,
    get endpoint() {
      return door.endpoint();
    },
    capabilities,
    inject: (fault) => injectSupported(role, fault, handlers),
    heal,
    forsakeClients: async () => void (await Promise.all([door.move(), cut({ how: "rst" })])),
    retarget: (next) => (relay.retarget(next), door.followServer()),
    traffic: async () => relay.traffic(),
    serverPorts: relay.serverPorts,
    commands,
    [Symbol.asyncDispose]: async () => {
      closeCommands();
      door.close();
      relay.destroy();
    },
  };
}

async function injectSupported(
  role: string,
  fault: NetworkFault,
  handlers: FaultHandlers,
): Promise<void> {
  assertSupported({ role, capabilities }, fault);
  await handlerOf(handlers, fault).inject(fault);
}

function treatAll(live: readonly RelayedConnection[], inForce: readonly FaultInForce[]): void {
  for (const connection of live) treat(connection, inForce);
}

function treat(connection: RelayedConnection, inForce: readonly FaultInForce[]): void {
  const faults = inForce.filter((one) => one.covers(connection)).map(({ fault }) => fault);
  connection.treat({
    toServer: combineFaults(faults, "to-server"),
    toClient: combineFaults(faults, "to-client"),
  });
}

/** Returns whether a client that connects now gets no answer at all, whether or not there is a server. */
function hidesServer(fault: ByteFault): boolean {
  if (fault.kind !== "blackhole" && fault.kind !== "stall") return false;
  return fault.scope === "all" && fault.connections === undefined;
}

/**
 * Decides which connections a fault affects: the picked ones, all that are open now, or every
 * connection of the link, also those that are opened later.
 */
function coverage(
  fault: ByteFault,
  live: readonly RelayedConnection[],
): (connection: RelayedConnection) => boolean {
  if (!("scope" in fault)) return () => true;
  if (fault.connections === undefined && fault.scope === "all") return () => true;
  const affected = new Set(picked(live, fault.connections));
  return (connection) => affected.has(connection);
}

function picked(
  live: readonly RelayedConnection[],
  positions: readonly number[] | undefined,
): readonly RelayedConnection[] {
  return positions?.map((position) => pick(live, position)) ?? live;
}

function pick(live: readonly RelayedConnection[], position: number): RelayedConnection {
  const connection = live[position];
  if (connection !== undefined) return connection;
  throw new ChaosError(`a fault is for connection ${position}, but only ${live.length} are open`, {
    hint: "Inject it when the role has opened its connections, or pick another connection.",
  });
}
