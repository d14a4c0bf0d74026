import type { Endpoint } from "../../fixtures/endpoint.ts";
import { assertSupported } from "../contract/assert-supported.ts";
import { handlerOf, type FaultHandlers } from "../contract/fault-handlers.ts";
import type { LinkCapability } from "../contract/link-capability.ts";
import type { Link, LinkFactory } from "../contract/link.ts";
import type { ByteFault, Direction, NetworkFault } from "../contract/network-fault.ts";
import { createOwnedLinks } from "../contract/owned-links.ts";
import { readProxyTraffic } from "./toxiproxy-metrics.ts";
import { createControlledProxy } from "./toxiproxy-proxy.ts";
import type { ControlledProxy, Toxic } from "./toxiproxy-proxy.ts";
import type { ToxiproxyServer } from "./toxiproxy-server.ts";

const capabilities: ReadonlySet<LinkCapability> = new Set([
  "cut-fin",
  "refuse",
  "blackhole",
  "stall",
  "latency",
]);

/**
 * Creates links that are proxies of this server. The factory disposes of the links and the server.
 *
 * @param run separates the proxies of this run from the proxies of other runs on the same server
 */
export function createToxiproxyLinkFactory(server: ToxiproxyServer, run: string): LinkFactory {
  const links = createOwnedLinks();
  let opened = 0;
  return {
    kind: "toxiproxy",
    capabilities,
    ...(server.linkLimit !== undefined && { linkLimit: server.linkLimit }),
    open: async (role, upstream) => {
      opened += 1;
      const name = `bus-chaos-${run}-${opened}-${role}`.replaceAll(/[^\w-]/g, "-");
      return links.add(await openToxiproxyLink(server, { role, name, upstream }));
    },
    [Symbol.asyncDispose]: async () => {
      try {
        await links.closeAll();
      } finally {
        await server[Symbol.asyncDispose]();
      }
    },
  };
}

interface LinkSettings {
  readonly role: string;
  readonly name: string;
  readonly upstream: Endpoint;
}

async function openToxiproxyLink(
  server: ToxiproxyServer,
  { role, name, upstream }: LinkSettings,
): Promise<Link> {
  const proxy = await createControlledProxy(server, name, upstream);
  let inForce: NetworkFault[] = [];
  const handlers: FaultHandlers = {
    cut: { inject: () => cut(proxy), closesOnHeal: false },
    refuse: { inject: () => proxy.setEnabled(false), closesOnHeal: true },
    blackhole: { inject: addToxics, closesOnHeal: true },
    stall: { inject: addToxics, closesOnHeal: false },
    latency: { inject: addToxics, closesOnHeal: false },
    "refuse-commands": "unsupported",
  };

  async function inject(fault: NetworkFault): Promise<void> {
    assertSupported({ role, capabilities }, fault);
    // Before the calls, so that a heal also closes after a call that failed.
    inForce.push(fault);
    await handlerOf(handlers, fault).inject(fault);
  }

  async function addToxics(fault: ByteFault): Promise<void> {
    for (const toxic of toxicsOf(fault)) await proxy.addToxic(toxic);
  }

  async function heal(): Promise<void> {
    const closes = inForce.some((fault) => handlerOf(handlers, fault).closesOnHeal);
    inForce = [];
    // Toxiproxy waits for a connection when it removes a toxic, so the proxy closes them first. Not
    // for a stall or a delay: the bytes that they hold would be lost with the connections.
    if (closes) await proxy.setEnabled(false);
    await proxy.removeToxics();
    if (closes) await proxy.setEnabled(true);
  }

  return {
    role,
    endpoint: proxy.place.endpoint,
    capabilities,
    inject,
    heal,
    retarget: (next) => proxy.setUpstream(next),
    traffic: () => readProxyTraffic(server.calls, name),
    [Symbol.asyncDispose]: proxy.remove,
  };
}

/** Cuts by disabling the proxy for a moment: a disabled proxy closes its connections, by FIN. */
async function cut(proxy: ControlledProxy): Promise<void> {
  await proxy.setEnabled(false);
  await proxy.setEnabled(true);
}

function toxicsOf(fault: ByteFault): Toxic[] {
  return streamsOf(fault.direction).map((stream) => ({ stream, ...toxicOf(fault) }));
}

function toxicOf(fault: ByteFault): Omit<Toxic, "stream"> {
  switch (fault.kind) {
    case "blackhole":
      // Throws all bytes away, forever if the timeout is 0. Its removal closes the connections.
      return { type: "timeout", attributes: { timeout: 0 } };
    case "stall":
      // Holds all bytes at 0 KB/s. They flow on when the toxic is removed.
      return { type: "bandwidth", attributes: { rate: 0 } };
    case "latency":
      return { type: "latency", attributes: { latency: Math.round(fault.delayMs), jitter: 0 } };
  }
}

function streamsOf(direction: Direction): Toxic["stream"][] {
  switch (direction) {
    case "to-server":
      return ["upstream"];
    case "to-client":
      return ["downstream"];
    case "both":
      return ["upstream", "downstream"];
  }
}
