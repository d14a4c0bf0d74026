import { EnvironmentError } from "../../errors.ts";
import type { Endpoint } from "../../fixtures/redis/redis.ts";
import { assertSupported } from "../contract/assert-supported.ts";
import type { Link, LinkCapability, LinkFactory, NetworkFault } from "../contract/link.ts";
import { createOwnedLinks } from "../contract/owned-links.ts";
import type { NetworkNamespace } from "./network-namespace.ts";
import { layPacketRules } from "./packet-rules.ts";

const capabilities: ReadonlySet<LinkCapability> = new Set(["blackhole", "refuse", "packet-drop"]);

/**
 * Links that are addresses of the namespace in which Redis runs: there is no relay, packets are dropped
 * by the kernel, and so both ends retransmit. After a short hole they go on as if nothing had been,
 * which is why healing closes nothing here.
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

  async function inject(fault: NetworkFault): Promise<void> {
    assertSupported({ role, capabilities }, fault);
    if (fault.kind === "blackhole") await rules.drop(fault.direction);
    else await refuse();
  }

  async function refuse(): Promise<void> {
    await rules.reject();
    // An idle connection would otherwise stay until it sends something.
    await namespace.run("ss", ["-K", "src", address]);
  }

  return {
    role,
    endpoint: { host: address, port },
    capabilities,
    inject,
    heal: rules.clear,
    retarget: async (upstream) => {
      if (upstream.port === port) return;
      throw new EnvironmentError(
        `Redis moved from port ${port} to ${upstream.port}, where a packet-drop link can't follow`,
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
