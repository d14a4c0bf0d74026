import type { Socket } from "node:net";

import type { Endpoint } from "../../fixtures/endpoint.ts";
import { probeConnect } from "../contract/probe-connection.ts";
import { openStableListener, type StableListener } from "./stable-listener.ts";

/**
 * The listener of a link, open or closed. A link refuses connections while a fault says so, and while its server
 * refuses them: a client must not be able to tell a dead server behind a link from a dead server.
 */
export interface LinkDoor {
  endpoint(): Endpoint;
  /** Refuses connections from now on, because of a fault, until `admit`. */
  refuse(): void;
  /** Ends the fault. Resolves when the link listens, or at once if its server is down. */
  admit(): Promise<void>;
  /**
   * Asks the server whether it answers a PING. If it refuses or closes the connection, the link refuses them too when this resolves, and listens
   * again as soon as the server does.
   */
  followServer(): Promise<void>;
  /** Does the same without asking, because the server has just refused a connection. */
  serverRefused(): void;
  /** Listens at another endpoint from now on. A client that connects to the old one gets no answer. */
  move(): Promise<void>;
  close(): void;
}

export interface LinkDoorOptions {
  accept(client: Socket): void;
  /** Returns the address of the server now. */
  target(): Endpoint;
  /** Whether a fault hides from clients whether the server is there, as a black hole does. */
  isServerHidden(): boolean;
  /** Called with the port from which the link asks the server. */
  onReached(localPort: number): void;
}

/** A connection attempt to a refused loopback port costs some microseconds, and clients retry after 10 ms or more. */
const askAgainMs = 10;
/** A server that leaves a PING without an answer for longer than this is not down, but stands still. */
const answerLimitMs = 1000;

/** Opens the listener of a link on a port that stays the same. */
export async function openLinkDoor(options: LinkDoorOptions): Promise<LinkDoor> {
  return createLinkDoor(await openStableListener(options.accept), options);
}

function createLinkDoor(
  listener: StableListener,
  { target, isServerHidden, onReached }: LinkDoorOptions,
): LinkDoor {
  let isRefusing = false;
  let isDown = false;
  let isClosed = false;
  let asking: Promise<void> | undefined;
  let opening: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const mustRefuse = (): boolean => isClosed || isRefusing || (isDown && !isServerHidden());

  /** Closes at once. Opens after any earlier opening, because two of them would compete for the port. */
  function apply(): Promise<void> {
    if (mustRefuse()) listener.close();
    opening = openAfter(opening);
    return opening;
  }

  async function openAfter(earlier: Promise<void>): Promise<void> {
    await earlier.catch(() => undefined);
    if (!mustRefuse()) await listener.reopen();
    if (mustRefuse()) listener.close();
  }

  /** Resolves when the link listens again, if the server is there. */
  function noteServer(isThere: boolean): Promise<void> {
    isDown = !isThere;
    clearTimeout(timer);
    if (isDown && !isClosed) timer = setTimeout(() => void askServer(), askAgainMs);
    // A port that cannot be taken back now is tried again by the next `apply`.
    return apply().catch(() => undefined);
  }

  const askServer = (): Promise<void> => (asking ??= ask());

  async function ask(): Promise<void> {
    const isThere = await isServerThere(target(), onReached);
    asking = undefined;
    if (isDown || !isThere) await noteServer(isThere);
  }

  return {
    endpoint: () => listener.endpoint,
    refuse() {
      isRefusing = true;
      listener.close();
    },
    admit() {
      isRefusing = false;
      return apply();
    },
    async move() {
      await listener.move();
      if (mustRefuse()) listener.close();
    },
    // A question that is under way may have come before the server was back, or to another one.
    followServer: async () => (await asking, await askServer()),
    serverRefused: () => void noteServer(false),
    close() {
      isClosed = true;
      clearTimeout(timer);
      listener.end();
    },
  };
}

/**
 * Resolves with false if the server refuses or closes the connection. A server that dies may close its listener after
 * its connections, so a connection it accepted meanwhile proves nothing before an answer comes.
 */
async function isServerThere(
  server: Endpoint,
  onConnected: (localPort: number) => void,
): Promise<boolean> {
  const { kind } = await probeConnect(server, { timeoutMs: answerLimitMs, onConnected });
  return kind === "answer" || kind === "no-answer";
}
