import { createClient } from "redis";

export type TestClient = Awaited<ReturnType<typeof openTestClient>>;

export interface TestClientOptions {
  readonly name?: string;
  readonly RESP?: 2 | 3;
  /** Whether the client connects again, at once; by default a lost connection stays lost. */
  readonly reconnects?: boolean;
}

const connectTimeoutMs = 5_000;

/**
 * Opens a node-redis client for a test. Without a connection its commands reject at once: by default they would
 * wait for 5 s, and then a test fails far from the reason. It has no limit for a command that Redis does not
 * answer, because a machine that stands still is no failure; the limit of the test ends such a wait.
 */
export async function openTestClient(
  url: string,
  { name = "", RESP = 3, reconnects = false }: TestClientOptions = {},
) {
  const client = createClient({
    url,
    RESP,
    ...(name !== "" && { name }),
    disableOfflineQueue: true,
    // The limit of node-redis covers only the time before a command is written, and a stall of the machine.
    commandOptions: { timeout: 0 },
    socket: { reconnectStrategy: reconnects ? 1 : false, connectTimeout: connectTimeoutMs },
  });
  // Without a listener the close of a server would end the test process. Commands reject anyway.
  client.on("error", () => {});
  return await client.connect();
}
