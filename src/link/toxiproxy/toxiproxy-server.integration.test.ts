import { once } from "node:events";
import { createServer } from "node:net";

import { describe, expect, test, vi } from "vitest";

import { requirement } from "../../../tests/support/requirements.ts";
import { EnvironmentError, UsageError } from "../../errors.ts";
import { probeDocker } from "../../fixtures/docker/docker-probe.ts";
import { findFreePort } from "../../fixtures/free-port.ts";
import { waitPatiently } from "../../patience.ts";
import { openLinkFactory } from "../link-factory.ts";
import { createToxiproxyCalls } from "./toxiproxy-calls.ts";
import { createToxiproxyLinkFactory } from "./toxiproxy-link.ts";
import { findToxiproxyServer, startToxiproxyProcess } from "./toxiproxy-process.ts";
import { createControlledProxy } from "./toxiproxy-proxy.ts";

const program = findToxiproxyServer();
const absent = program === undefined ? "there is no toxiproxy-server" : undefined;
const { title, skip } = requirement("toxiproxy", "a Toxiproxy server", absent);

describe.skipIf(skip)(title, () => {
  const start = () => startToxiproxyProcess(program ?? "");

  test("uses the free ports of a Toxiproxy that the user runs, and leaves the other proxies alone", async () => {
    await using theirs = await start();
    const url = theirs.calls.client.host;
    const upstream = new URL(url).host;
    const [first, second] = [await findFreePort(), await findFreePort()];
    const body = { name: "theirs", listen: `127.0.0.1:${first}`, upstream, enabled: true };
    await theirs.calls.client.createProxy(body);
    const links = await openLinkFactory("toxiproxy", {
      toxiproxyUrl: url,
      toxiproxy: { ports: [first, second], listenHost: "127.0.0.1" },
    });
    const { hostname: host, port } = new URL(url);
    const link = await links.open("publisher", { host, port: Number(port) });
    expect(link.endpoint.port).not.toBe(first);
    const through = await fetch(`http://${host}:${link.endpoint.port}/proxies`);
    expect(Object.keys((await through.json()) as object)).toHaveLength(2);
    await links[Symbol.asyncDispose]();
    expect(Object.keys(await theirs.calls.client.getAll())).toEqual(["theirs"]);
  });

  test("counts the bytes of connections that have ended", async () => {
    await using server = await start();
    const link = await openToItself(server);
    const { host, port } = link.endpoint;
    expect(await link.traffic()).toMatchObject({ bytesToServer: 0, open: undefined });
    await fetch(`http://${host}:${port}/version`, { headers: { connection: "close" } });
    const isCounted = async () => ((await link.traffic())?.bytesToClient ?? 0) > 0;
    expect(await waitPatiently(isCounted, { what: "the bytes", timeoutMs: 5_000 })).toBe(true);
  });

  test("is not trusted any more after another program has changed a proxy", async () => {
    await using server = await start();
    const proxy = await createControlledProxy(server, "shared", { host: "127.0.0.1", port: 1 });
    const stranger = await server.calls.client.get("shared");
    const toxic = { name: "x", type: "latency", stream: "upstream", toxicity: 1 } as const;
    await stranger.addToxic({ ...toxic, attributes: { latency: 1, jitter: 0 } });
    await expect(proxy.setEnabled(false)).rejects.toThrow("Toxiproxy says");
  });

  test("never gets an attribute that would end it", async () => {
    await using server = await start();
    const proxy = await createControlledProxy(server, "safe", { host: "127.0.0.1", port: 1 });
    const toxic = { type: "bandwidth", stream: "upstream" } as const;
    for (const rate of [-1, 1.5, Number.NaN]) {
      await expect(proxy.addToxic({ ...toxic, attributes: { rate } })).rejects.toThrow("rate");
    }
  });
});

test("gives up a Toxiproxy that does not answer, for all further calls", async () => {
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as { port: number };
  const calls = createToxiproxyCalls(`http://127.0.0.1:${port}`, 200);
  await expect(calls.read("/version")).rejects.toThrow("is not trusted any more");
  await expect(calls.read("/version")).rejects.toBeInstanceOf(EnvironmentError);
  silent.close();
});

test("refuses a Toxiproxy on another machine without --allow-remote", async () => {
  const toxiproxyUrl = "http://192.0.2.1:8474";
  const opening = openLinkFactory("toxiproxy", { toxiproxyUrl });
  await expect(opening).rejects.toBeInstanceOf(UsageError);
});

test("names the ways to get a Toxiproxy if the machine has no toxiproxy-server", async () => {
  vi.stubEnv("BUS_CHAOS_TOXIPROXY_SERVER", "/nowhere/toxiproxy-server");
  const error = await openLinkFactory("toxiproxy").catch((thrown: unknown) => thrown);
  vi.unstubAllEnvs();
  expect(error).toBeInstanceOf(EnvironmentError);
  expect((error as EnvironmentError).hint).toMatch(/go install .*docker compose/);
});

/** Opens a link to the API of the server itself, so that no Redis is needed. */
async function openToItself(server: Awaited<ReturnType<typeof startToxiproxyProcess>>) {
  const { hostname: host, port } = new URL(server.calls.client.host);
  const links = createToxiproxyLinkFactory(server, "test");
  return await links.open("subscriber-0", { host, port: Number(port) });
}

const image = process.env["BUS_CHAOS_TOXIPROXY_IMAGE"] ?? "bus-chaos/toxiproxy:local";
const { unusable, missingImages } = await probeDocker([image]);
const noImage = unusable ?? (missingImages.length > 0 ? `no image ${image}` : undefined);
const inDocker = requirement("docker", "a Toxiproxy container", noImage);

describe.skipIf(inDocker.skip)(inDocker.title, { timeout: 60_000 }, () => {
  test("serves links on the loopback", async () => {
    const { startToxiproxyContainer } = await import("./toxiproxy-container.ts");
    await using server = await startToxiproxyContainer({
      image,
      upstreamOf: () => ({ host: "127.0.0.1", port: 8_474 }),
      linkPorts: 2,
      signal: AbortSignal.timeout(60_000),
    });
    const links = createToxiproxyLinkFactory(server, "test");
    const link = await links.open("publisher", { host: "127.0.0.1", port: 1 });
    const { host, port } = link.endpoint;
    expect(host).toBe("127.0.0.1");
    expect(await (await fetch(`http://${host}:${port}/version`)).text()).toContain("version");
    await links[Symbol.asyncDispose]();
  });
});
