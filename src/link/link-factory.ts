import { EnvironmentError, HarnessError, UsageError } from "../errors.ts";
import { isLoopback } from "../fixtures/loopback.ts";
import type { LinkFactory, LinkKind } from "./contract/link.ts";
import { createEmbeddedLinkFactory } from "./embedded/embedded-link.ts";
import type { EmbeddedLinkOptions } from "./embedded/embedded-link.ts";
import type { NetworkNamespace } from "./packet-drop/network-namespace.ts";
import { createPacketDropLinkFactory } from "./packet-drop/packet-drop-link.ts";
import { createToxiproxyCalls } from "./toxiproxy/toxiproxy-calls.ts";
import type { ToxiproxyContainerOptions } from "./toxiproxy/toxiproxy-container.ts";
import { useExternalToxiproxy, type ExternalToxiproxy } from "./toxiproxy/toxiproxy-external.ts";
import { createToxiproxyLinkFactory } from "./toxiproxy/toxiproxy-link.ts";
import { findToxiproxyServer, startToxiproxyProcess } from "./toxiproxy/toxiproxy-process.ts";
import type { ToxiproxyServer } from "./toxiproxy/toxiproxy-server.ts";

export type LinkChoice = "auto" | LinkKind;

export interface LinkFactoryOptions extends EmbeddedLinkOptions {
  readonly signal?: AbortSignal | undefined;
  /** A part of the names of Toxiproxy's proxies, the process id by default. */
  readonly run?: string | undefined;
  /** The URL of a Toxiproxy that runs already. Without it, `toxiproxy-server` or a container is started. */
  readonly toxiproxyUrl?: string | undefined;
  /** Permits a Toxiproxy on another machine. */
  readonly allowRemote?: boolean | undefined;
  /** The other settings for the Toxiproxy at that URL. */
  readonly toxiproxy?: Omit<ExternalToxiproxy, "url"> | undefined;
  readonly toxiproxyContainer?: ToxiproxyContainerOptions | undefined;
  /** For `packet-drop`: the namespace in which Redis runs. The caller disposes of it. */
  readonly namespace?: NetworkNamespace | undefined;
}

/**
 * Opens a factory for links of one kind. The caller disposes of it.
 *
 * - `embedded`, and so `auto`: relays in this process. It injects every fault, understands commands and
 *   needs no other program, so choose it unless you have a reason against it.
 * - `toxiproxy`: the relay of another project, to check the embedded one. It knows no commands and no RST.
 * - `packet-drop`: the kernel drops the packets, so both ends retransmit. It needs Linux and root.
 */
export async function openLinkFactory(
  choice: LinkChoice,
  options: LinkFactoryOptions = {},
): Promise<LinkFactory> {
  options.signal?.throwIfAborted();
  switch (choice) {
    case "auto":
    case "embedded":
      return createEmbeddedLinkFactory(options);
    case "toxiproxy":
      return createToxiproxyLinkFactory(
        await openToxiproxy(options),
        options.run ?? String(process.pid),
      );
    case "packet-drop":
      if (options.namespace) return createPacketDropLinkFactory(options.namespace);
      throw new HarnessError("packet-drop links need the network namespace that Redis runs in");
  }
}

async function openToxiproxy(options: LinkFactoryOptions): Promise<ToxiproxyServer> {
  const { toxiproxyUrl: url, toxiproxy, toxiproxyContainer } = options;
  if (url !== undefined) {
    assertUsable(url, options);
    return await useExternalToxiproxy({ url, ...toxiproxy }, createToxiproxyCalls(url));
  }
  const program = findToxiproxyServer();
  if (program !== undefined) return await startToxiproxyProcess(program);
  if (toxiproxyContainer === undefined) throw missingToxiproxy();
  // Loaded only when needed: the Docker libraries take half a second.
  const { startToxiproxyContainer } = await import("./toxiproxy/toxiproxy-container.ts");
  return await startToxiproxyContainer(toxiproxyContainer);
}

function assertUsable(url: string, { allowRemote = false }: LinkFactoryOptions): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError("the URL of Toxiproxy is not an HTTP address", {
      hint: "Give the address of its HTTP API, such as http://127.0.0.1:8474.",
    });
  }
  const { hostname } = new URL(url);
  if (allowRemote || isLoopback(hostname)) return;
  throw new UsageError(`the Toxiproxy at ${hostname} is not on this machine`, {
    hint: "Add --allow-remote if this Toxiproxy may be used for faults.",
  });
}

function missingToxiproxy(): EnvironmentError {
  return new EnvironmentError("there is no toxiproxy-server on the PATH", {
    hint:
      "Build one with `go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0` and set " +
      "BUS_CHAOS_TOXIPROXY_SERVER to its path, or start one with `docker compose up -d` and give its " +
      "URL, or use --link embedded, which needs no Toxiproxy.",
  });
}
