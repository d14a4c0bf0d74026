import type { LinkFactory } from "../../../src/link/contract/link.ts";
import * as real from "../../../src/link/embedded/embedded-link.ts";
import type { EmbeddedLinkOptions } from "../../../src/link/embedded/embedded-link.ts";

/** Creates links that pass all traffic on and report every fault as injected, but inject none. */
export function createEmbeddedLinkFactory(options: EmbeddedLinkOptions = {}): LinkFactory {
  const factory = real.createEmbeddedLinkFactory(options);
  const open: LinkFactory["open"] = async (role, upstream) => {
    const link = await factory.open(role, upstream);
    return { ...link, inject: async () => {}, heal: async () => {} };
  };
  return { ...factory, open };
}
