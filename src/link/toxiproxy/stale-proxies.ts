import { createToxiproxyCalls } from "./toxiproxy-calls.ts";

const timeoutMs = 1_000;
/** The name of a proxy begins with the process id of its run: see toxiproxy-link.ts. */
const nameOfProxy = /^bus-chaos-(\d+)-/u;

/** Returns the names of the proxies at this URL whose run has ended on this machine without removing them. */
export async function findStaleProxies(url: string): Promise<readonly string[]> {
  const { call, client } = createToxiproxyCalls(url, timeoutMs);
  const all = await call("list its proxies", () => client.getAll());
  return Object.keys(all).filter((name) => {
    const processId = nameOfProxy.exec(name)?.[1];
    return processId !== undefined && !isAlive(Number(processId));
  });
}

/** Removes these proxies, and returns their names. */
export async function removeStaleProxies(url: string): Promise<readonly string[]> {
  const { call, client } = createToxiproxyCalls(url, timeoutMs);
  const stale = await findStaleProxies(url);
  for (const name of stale) {
    await call(`remove ${name}`, async () => {
      const proxy = await client.get(name);
      await proxy.remove();
    });
  }
  return stale;
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // The process belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
