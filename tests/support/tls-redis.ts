import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Endpoint } from "../../src/fixtures/endpoint.ts";
import { findExecutable } from "../../src/fixtures/find-executable.ts";
import { findFreePort } from "../../src/fixtures/free-port.ts";
import type { RunningRedis } from "../../src/fixtures/redis/redis.ts";
import type { TlsFiles } from "../../src/fixtures/redis/tls-files.ts";
import { missingRedis, startTestRedis } from "./test-bus.ts";

/** The reason to skip tests that need a Redis with TLS, or `undefined`. */
export const missingTls =
  missingRedis ?? (findExecutable("openssl") === undefined ? "no openssl" : undefined);

/** A certificate authority, and the certificates that it signed, in a folder. */
interface Certificates extends Disposable {
  /** The authority, and a certificate and key of a client. */
  readonly files: Required<{ [Name in keyof TlsFiles]: string }>;
  /** The certificate and key of a server at localhost, 127.0.0.1 and ::1. */
  readonly server: { readonly cert: string; readonly key: string };
}

/** Creates certificates with openssl. */
function createCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), "bus-chaos-tls-"));
  const openssl = (options: string, subject: string) =>
    execFileSync(
      "openssl",
      [...options.split(" "), ...(subject === "" ? [] : ["-subj", subject])],
      {
        cwd: folder,
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
  const newKey = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
  openssl(`req -x509 ${newKey} -keyout ca.key -out ca.crt -days 2`, "/CN=authority of a test");
  writeFileSync(join(folder, "names"), "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\n");
  const signing = "-CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names";
  for (const name of ["server", "client"]) {
    openssl(`req ${newKey} -keyout ${name}.key -out ${name}.csr`, `/CN=${name}`);
    openssl(`x509 -req -in ${name}.csr ${signing} -out ${name}.crt`, "");
  }
  const file = (name: string): string => join(folder, name);
  return {
    files: {
      redisCa: file("ca.crt"),
      redisCert: file("client.crt"),
      redisKey: file("client.key"),
    },
    server: { cert: file("server.crt"), key: file("server.key") },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A Redis that speaks TLS on one port, and for the tests themselves plain TCP on another port. */
export interface TlsRedis extends AsyncDisposable {
  /** The server at its plain port. */
  readonly plain: RunningRedis;
  /** Its address with TLS. */
  readonly endpoint: Required<Endpoint>;
  readonly certificates: Certificates;
  /** Returns the URL with TLS. */
  url(credentials?: string, database?: number): string;
}

/** Starts a Redis that asks its clients for a certificate. The test disposes of it. */
export async function startTlsRedis(): Promise<TlsRedis> {
  await using opening = new AsyncDisposableStack();
  const certificates = opening.use(createCertificates());
  const { files, server } = certificates;
  const port = await findFreePort();
  const settings = {
    "--tls-port": String(port),
    "--tls-auth-clients": "yes",
    "--tls-cert-file": server.cert,
    "--tls-key-file": server.key,
    "--tls-ca-cert-file": files.redisCa,
  };
  const plain = opening.use(await startTestRedis(Object.entries(settings).flat()));
  const tls = {
    ca: readFileSync(files.redisCa, "utf8"),
    cert: readFileSync(files.redisCert, "utf8"),
    key: readFileSync(files.redisKey, "utf8"),
  };
  const everything = opening.move();
  return {
    plain,
    endpoint: { host: "127.0.0.1", port, tls },
    certificates,
    url: (credentials = "", database = 0) => `rediss://${credentials}127.0.0.1:${port}/${database}`,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
