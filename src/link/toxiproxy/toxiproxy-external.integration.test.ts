import { spawn } from "node:child_process";
import { once } from "node:events";

import { describe, expect, test } from "vitest";

import { requirement } from "../../../tests/support/requirements.ts";
import { EnvironmentError } from "../../errors.ts";
import { findFreePort } from "../../fixtures/free-port.ts";
import { endResources } from "../../fixtures/guardian/end-resource.ts";
import { waitPatiently } from "../../patience.ts";
import { openLinkFactory } from "../link-factory.ts";
import { findStaleProxies, removeStaleProxies } from "./stale-proxies.ts";
import { findToxiproxyServer, startToxiproxyProcess } from "./toxiproxy-process.ts";
import type { ToxiproxyServer } from "./toxiproxy-server.ts";

const program = findToxiproxyServer();
const absent = program === undefined ? "there is no toxiproxy-server" : undefined;
const { title, skip } = requirement("toxiproxy", "a Toxiproxy that the user runs", absent);

/** Greater than any process id of Linux, so no process has it. */
const deadProcessId = 4_194_305;

describe.skipIf(skip)(title, () => {
  const start = () => startToxiproxyProcess(program ?? "");

  test("is refused, with the option that it lacks, if it does not count the bytes of its proxies", async () => {
    const port = await findFreePort();
    const server = spawn(program ?? "", ["-host", "127.0.0.1", "-port", String(port)]);
    try {
      const toxiproxyUrl = `http://127.0.0.1:${port}`;
      const answers = async () => (await fetch(`${toxiproxyUrl}/version`)).ok;
      await waitPatiently(answers, { what: "Toxiproxy to answer", timeoutMs: 10_000 });
      const error = await openLinkFactory("toxiproxy", { toxiproxyUrl }).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(EnvironmentError);
      expect((error as EnvironmentError).message).toContain("does not count");
      expect((error as EnvironmentError).hint).toContain("-proxy-metrics");
    } finally {
      server.kill();
      await once(server, "exit");
    }
  });

  test("is refused, with a way to free its ports, if all of them are taken", async () => {
    await using theirs = await start();
    const port = await addProxy(theirs, "theirs");
    const error = await openLinkFactory("toxiproxy", {
      toxiproxyUrl: theirs.calls.client.host,
      toxiproxy: { ports: [port, port] },
    }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect((error as EnvironmentError).message).toContain("none of the 1 ports");
    expect((error as EnvironmentError).hint).toContain("doctor --clean --toxiproxy-url");
  });

  test("gets links that only this machine can reach, unless asked otherwise", async () => {
    await using theirs = await start();
    const [first, toxiproxyUrl] = [await findFreePort(), theirs.calls.client.host];
    const upstream = { host: "127.0.0.1", port: first };
    for (const listenHost of [undefined, "0.0.0.0"]) {
      await using links = await openLinkFactory("toxiproxy", {
        toxiproxyUrl,
        toxiproxy: { ports: [first, first], listenHost },
      });
      await links.open("publisher", upstream);
      const [proxy] = Object.values(await theirs.calls.client.getAll());
      const expected = listenHost === undefined ? `127.0.0.1:${first}` : `[::]:${first}`;
      expect(proxy?.listen).toBe(expected);
    }
  });

  test("loses the proxies of a run that was killed, and keeps all others", async () => {
    await using theirs = await start();
    const url = theirs.calls.client.host;
    await addProxy(theirs, "theirs");
    await addProxy(theirs, `bus-chaos-${process.pid}-1-publisher-0`);
    const stale = `bus-chaos-${deadProcessId}-1-publisher-0`;
    await addProxy(theirs, stale);
    expect(await findStaleProxies(url)).toEqual([stale]);
    expect(await removeStaleProxies(url)).toEqual([stale]);
    expect(await findStaleProxies(url)).toEqual([]);
    expect(Object.keys(await theirs.calls.client.getAll())).toHaveLength(2);
  });

  test("loses a guarded proxy when its harness is gone", async () => {
    await using theirs = await start();
    const name = "bus-chaos-1-1-publisher-0";
    await addProxy(theirs, name);
    const resource = { kind: "proxy", url: theirs.calls.client.host, name } as const;
    expect(await endResources([resource])).toEqual([]);
    expect(await theirs.calls.client.getAll()).toEqual({});
    // A second time there is nothing to do.
    expect(await endResources([resource])).toEqual([]);
  });
});

/** Adds a proxy to the server's own address, and returns its port. */
async function addProxy({ calls }: ToxiproxyServer, name: string): Promise<number> {
  const port = await findFreePort();
  const upstream = new URL(calls.client.host).host;
  await calls.client.createProxy({ name, listen: `127.0.0.1:${port}`, upstream, enabled: true });
  return port;
}
