import type { Link } from "../../link/contract/link.ts";

/**
 * Returns the URL of Redis with the endpoint of the link in place of the server's own. The link ends the TLS of the
 * server, so the URL is always one without TLS. User, password and database stay the same.
 */
export function throughLink(redisUrl: string, { endpoint }: Pick<Link, "endpoint">): string {
  const url = new URL(redisUrl);
  url.hostname = endpoint.host;
  url.port = String(endpoint.port);
  url.protocol = "redis:";
  return url.href;
}
