import type { Proxy as ToxiproxyProxy } from "toxiproxy-node-client";
import { z } from "zod";

import { EnvironmentError, HarnessError } from "../../errors.ts";
import type { Endpoint } from "../../fixtures/endpoint.ts";
import { guard } from "../../fixtures/guardian/guardian.ts";
import { userCommand } from "../../user-command.ts";
import { ToxiproxyCallError } from "./toxiproxy-calls.ts";
import type { ToxiproxyCalls } from "./toxiproxy-calls.ts";
import type { ProxyAddress, ToxiproxyServer } from "./toxiproxy-server.ts";

/** A toxic in the words of Toxiproxy. Its attributes are whole numbers from 0 up. */
export interface Toxic {
  readonly type: "latency" | "bandwidth" | "timeout";
  readonly stream: "upstream" | "downstream";
  readonly attributes: Readonly<Record<string, number>>;
}

/** A proxy of this harness. Each change is read back from the server before it counts as made. */
export interface ControlledProxy {
  readonly place: ProxyAddress;
  setEnabled(enabled: boolean): Promise<void>;
  setUpstream(upstream: Endpoint): Promise<void>;
  addToxic(toxic: Toxic): Promise<void>;
  removeToxics(): Promise<void>;
  remove(): Promise<void>;
}

const proxyState = z.object({
  enabled: z.boolean(),
  upstream: z.string(),
  toxics: z.array(z.object({ name: z.string() })),
});

/** @param name only letters, digits, `_` and `-`: the client library puts it into URLs unencoded */
export async function createControlledProxy(
  server: ToxiproxyServer,
  name: string,
  redis: Endpoint,
): Promise<ControlledProxy> {
  if (!/^[\w-]+$/.test(name)) throw new HarnessError(`"${name}" cannot be the name of a proxy`);
  let upstream = addressOf(server.upstreamOf(redis));
  const { proxy, place, unguard } = await createGuarded(server, name, upstream);
  const { calls } = server;
  const toxics: { name: string; remove(): Promise<void> }[] = [];
  let enabled = true;
  let added = 0;

  async function verify(): Promise<void> {
    const expected = { enabled, upstream, toxics: toxics.map((toxic) => toxic.name).toSorted() };
    const found = await readState(calls, name);
    const actual = { ...found, toxics: found.toxics.map((toxic) => toxic.name).toSorted() };
    if (JSON.stringify(actual) === JSON.stringify(expected)) return;
    throw new EnvironmentError(
      `Toxiproxy says ${JSON.stringify(actual)} of ${name}, not ${JSON.stringify(expected)}`,
      { hint: "Another program changes this proxy. Give the harness a Toxiproxy of its own." },
    );
  }

  async function update(what: string): Promise<void> {
    const body = { enabled, upstream, listen: place.listen };
    await calls.call(`${what} ${name}`, () => proxy.update(body));
    await verify();
  }

  return {
    place,
    setEnabled: async (next) => {
      enabled = next;
      await update(next ? "enable" : "disable");
    },
    setUpstream: async (next) => {
      upstream = addressOf(server.upstreamOf(next));
      await update("retarget");
    },
    addToxic: async ({ type, stream, attributes }) => {
      assertAttributes(type, attributes);
      const toxicName = `${type}-${stream}-${(added += 1)}`;
      // A toxicity below 1 is decided by dice that have no seed and are thrown at every change.
      const body = { name: toxicName, type, stream, attributes, toxicity: 1 };
      toxics.push(await calls.call(`add ${type} to ${name}`, () => proxy.addToxic(body)));
      await verify();
    },
    removeToxics: async () => {
      for (const toxic of toxics.splice(0)) {
        await calls.call(`remove ${toxic.name} from ${name}`, () => toxic.remove());
      }
      await verify();
    },
    remove: async () => {
      await calls.call(`remove ${name}`, () => proxy.remove());
      unguard();
    },
  };
}

/** Lets the guardian remove the proxy after a kill, if it would stay at a server that the user runs. */
async function createGuarded(server: ToxiproxyServer, name: string, upstream: string) {
  const { keepsProxiesAt: url } = server;
  const unguard = url === undefined ? () => {} : guard({ kind: "proxy", url, name });
  try {
    return { ...(await createOnFreePlace(server, name, upstream)), unguard };
  } catch (error) {
    unguard();
    throw error;
  }
}

/** Tries addresses until a port is free. The server answers 500 if a port is taken. */
async function createOnFreePlace(
  server: ToxiproxyServer,
  name: string,
  upstream: string,
): Promise<{ proxy: ToxiproxyProxy; place: ProxyAddress }> {
  for (let attempt = 1; ; attempt += 1) {
    const place = await server.nextAddress();
    const body = { name, upstream, listen: place.listen, enabled: true };
    const { call, client } = server.calls;
    try {
      const proxy = await call(`create ${name} on ${place.listen}`, () => client.createProxy(body));
      return { proxy, place };
    } catch (error) {
      const isTaken = error instanceof ToxiproxyCallError && error.status === 500;
      if (!isTaken) throw error;
      if (attempt === server.addressAttempts) throw noFreePort(client.host, place.listen, attempt);
    }
  }
}

function noFreePort(url: string, listen: string, attempts: number): EnvironmentError {
  return new EnvironmentError(
    `Toxiproxy at ${url} can listen on none of the ${attempts} ports for links, the last of them ${listen}`,
    {
      hint:
        `Proxies of earlier runs may hold them: \`${userCommand("doctor", "--clean", "--toxiproxy-url", url)}\` ` +
        "removes these. Otherwise end the program that listens there.",
    },
  );
}

async function readState(calls: ToxiproxyCalls, name: string): Promise<z.infer<typeof proxyState>> {
  const text = await calls.read(`/proxies/${name}`);
  if (text !== undefined) return proxyState.parse(JSON.parse(text));
  throw new EnvironmentError(`Toxiproxy has no proxy ${name} any more`, {
    hint: "Toxiproxy keeps its proxies only in memory, so it was restarted, or a program removed this one.",
  });
}

/** Refuses wrong values, because some of them, such as a negative rate, end the whole server. */
function assertAttributes(type: string, attributes: Toxic["attributes"]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    throw new HarnessError(`${name} of a ${type} toxic is ${value}, not a whole number from 0 up`);
  }
}

function addressOf({ host, port }: Endpoint): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
