import { waitUntil } from "../../../src/clock.ts";
import type { Endpoint } from "../../../src/fixtures/endpoint.ts";
import { createProcessProvider } from "../../../src/fixtures/redis/redis-process.ts";
import { findRedisServer } from "../../../src/fixtures/redis/redis-server-program.ts";
import type { CommandPosition } from "../../../src/history/struck-command.ts";
import type { CommandAct, CommandFault } from "../../../src/link/contract/command-point.ts";
import type { Link, LinkCommands } from "../../../src/link/contract/link.ts";
import { createEmbeddedLinkFactory } from "../../../src/link/embedded/embedded-link.ts";
import type { EmbeddedLinkOptions } from "../../../src/link/embedded/embedded-link.ts";
import { waitPatiently } from "../../../src/patience.ts";
import { requirement } from "../requirements.ts";
import { useSuiteRedis } from "../suite-redis.ts";
import type { TestClient } from "../test-client.ts";
import { encodeCommand } from "./raw-connection.ts";
import type { RawConnection } from "./raw-connection.ts";

const role = "publisher-0";
export const namespace = "run-1:";

const timeoutMs = 5_000;
const silenceMs = 50;
const server = findRedisServer();

/** Returns the title of a suite that needs Redis, and whether to skip it. */
export function commandSuite(title: string): { title: string; skip: boolean } {
  return requirement("redis", title, server === undefined ? "there is no redis-server" : undefined);
}

/** A Redis for one suite, empty before each test, and a direct client for it. */
export interface CommandSetup {
  openLink(options?: EmbeddedLinkOptions, upstream?: Endpoint): Promise<Link>;
  endpoint(): Endpoint;
  directClient(): TestClient;
  /** Returns the list and the number of stream entries that `rpush` and `xadd` have made. */
  executed(): Promise<{ list: string[]; entries: number }>;
  /** Returns how many connections Redis has, without the direct client. */
  clientCount(): Promise<number>;
}

export function useCommandSetup(): CommandSetup {
  const { signal } = new AbortController();
  const { redis, directClient, clientCount } = useSuiteRedis(() =>
    createProcessProvider(server ?? "").start({ persistence: "off", signal }),
  );
  return {
    openLink: (options = {}, upstream = redis().endpoint()) =>
      createEmbeddedLinkFactory(options).open(role, upstream),
    endpoint: () => redis().endpoint(),
    directClient,
    executed: async () => ({
      list: await directClient().lRange(`${namespace}list`, 0, -1),
      entries: await directClient().xLen(`${namespace}orders`),
    }),
    clientCount,
  };
}

export async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  await waitPatiently(isTrue, { what, timeoutMs, intervalMs: 2 });
}

/** Returns whether no byte comes for 50 ms and the connection stays open. */
export async function isSilent(connection: RawConnection): Promise<boolean> {
  const before = connection.receivedBytes();
  const isHeard = () => connection.receivedBytes() !== before || !connection.isOpen();
  const heard = waitUntil(isHeard, { what: "a sound", timeoutMs: silenceMs });
  return await heard.then(
    () => false,
    () => true,
  );
}

export async function receiveText(connection: RawConnection, text: string): Promise<string> {
  return (await connection.receive(Buffer.byteLength(text))).toString();
}

export function linkCommandsOf(link: Link): LinkCommands {
  if (link.commands === undefined) throw new Error("this link knows no commands");
  return link.commands;
}

/** Returns a fault at an XADD to the stream `orders`, on a connection without a name. */
export function atXadd(position: CommandPosition, act: CommandAct, occurrence = 1): CommandFault {
  return at("XADD", "orders", { position, act, occurrence });
}

export function at(
  name: string,
  key: string | undefined,
  fault: { position: CommandPosition; act: CommandAct; occurrence?: number; connection?: string },
): CommandFault {
  const { position, act, occurrence = 1, connection } = fault;
  return { point: { role, connection, command: name, key, occurrence }, position, act };
}

/** Returns an XADD with a fixed ID, so that its reply is known: `$3\r\n1-7\r\n`. */
export function xadd(sequence: number): Buffer {
  return encodeCommand("XADD", `${namespace}orders`, `1-${sequence}`, "n", "1");
}

export function rpush(value: string): Buffer {
  return encodeCommand("RPUSH", `${namespace}list`, value);
}
