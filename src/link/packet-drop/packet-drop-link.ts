import { EnvironmentError } from "../../errors.ts";
import type { Endpoint } from "../../fixtures/endpoint.ts";
import { assertSupported } from "../contract/assert-supported.ts";
import { handlerOf, type FaultHandlers } from "../contract/fault-handlers.ts";
import type { LinkCapability } from "../contract/link-capability.ts";
import type { Link, LinkFactory } from "../contract/link.ts";
import { createOwnedLinks } from "../contract/owned-links.ts";
import type { NetworkNamespace } from "./network-namespace.ts";
import { layPacketRules } from "./packet-rules.ts";

const capabilities: ReadonlySet<LinkCapability> = new Set(["blackhole", "refuse", "packet-drop"]);

/**
 * Creates links that are addresses of the network namespace in which Redis runs. There is no relay:
 * the kernel drops the packets, and both ends retransmit them. After a short black hole the
 * connections go on, so a heal closes none of them.
 */
export function createPacketDropLinkFactory(namespace: NetworkNamespace): LinkFactory {
  const links = createOwnedLinks();
  return {
    kind: "packet-drop",
    capabilities,
    open: async (role, upstream) => links.add(await openPacketDropLink(namespace, role, upstream)),
    [Symbol.asyncDispose]: links.closeAll,
  };
}

async function openPacketDropLink(
  namespace: NetworkNamespace,
  role: string,
  { port }: Endpoint,
): Promise<Link> {
  const address = await namespace.addAddress();
  const rules = await layPacketRules(namespace, address);

  const handlers: FaultHandlers = {
    cut: "unsupported",
    refuse: { inject: refuse, closesOnHeal: false },
    blackhole: { inject: ({ direction }) => rules.drop(direction), closesOnHeal: false },
    stall: "unsupported",
    latency: "unsupported",
    "refuse-commands": "unsupported",
  };

  async function refuse(): Promise<void> {
    await rules.reject();
    // Without this an idle connection would stay open until it sends something.
    await namespace.run("ss", ["-K", "src", address]);
  }

  return {
    role,
    endpoint: { host: address, port },
    capabilities,
    inject: async (fault) => {
      assertSupported({ role, capabilities }, fault);
      await handlerOf(handlers, fault).inject(fault);
    },
    heal: rules.clear,
    retarget: async (upstream) => {
      if (upstream.port === port) return;
      throw new EnvironmentError(
        `Redis moved from port ${port} to ${upstream.port}, and a packet-drop link cannot follow`,
        { hint: "Restart Redis on its old port, or use --link embedded." },
      );
    },
    traffic: rules.traffic,
    [Symbol.asyncDispose]: async () => {
      await rules.clear();
      await refuse();
      await rules[Symbol.asyncDispose]();
      await namespace.removeAddress(address);
    },
  };
}
