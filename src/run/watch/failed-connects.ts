import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

import { nowMs } from "../../clock.ts";
import type { Recorder } from "../../history/recorder.ts";
import {
  failedConnectsSample,
  failedConnectsValue,
  spanValue,
} from "../../history/sample-names.ts";
import type { Link } from "../../link/contract/link.ts";

export interface FailedConnectsOptions {
  readonly recorder: Pick<Recorder, "record">;
  readonly links: ReadonlyMap<string, Pick<Link, "endpoint">>;
}

/** A role whose attempts are counted now. */
interface Counting {
  readonly startMs: number;
  readonly timer: NodeJS.Timeout;
  connects: number;
}

/** The watches of all runs of this process. A socket has one listener for all of them: Node warns of more than ten. */
const listeners = new Set<(port: number) => void>();

function onSocket(message: unknown): void {
  const { socket } = message as { readonly socket: Socket };
  socket.on("connectionAttemptFailed", (_address: string, port: number) => {
    for (const failed of listeners) failed(port);
  });
}

const windowMs = 200;
/** The event of each connection that this process opens by `net.connect`, as the usual clients do. */
const channel = "net.client.socket";

/**
 * Counts the connections to the links that fail to open, for each role, from the first one on for 200 ms, and then from the
 * next one on. A link that refuses connections has no listener, so that only the client sees the attempt. Fewer than ten
 * in 200 ms are not recorded.
 */
export function watchFailedConnects({ recorder, links }: FailedConnectsOptions): Disposable {
  const counting = new Map<string, Counting>();

  function record(role: string): void {
    const counted = counting.get(role);
    counting.delete(role);
    if (!counted || counted.connects < fewConnects) return;
    const { connects, startMs } = counted;
    const values = { [failedConnectsValue]: connects, [spanValue]: nowMs() - startMs };
    const sample = failedConnectsSample;
    recorder.record({ kind: "sample", type: "info", process: role, sample, values });
  }

  function failed(port: number): void {
    const role = [...links].find(([, { endpoint }]) => endpoint.port === port)?.[0];
    if (role === undefined) return;
    const known = counting.get(role);
    if (known) {
      known.connects++;
      return;
    }
    const timer = setTimeout(() => record(role), windowMs);
    timer.unref();
    counting.set(role, { startMs: nowMs(), timer, connects: 1 });
  }

  if (listeners.size === 0) subscribe(channel, onSocket);
  listeners.add(failed);
  return {
    [Symbol.dispose]() {
      listeners.delete(failed);
      if (listeners.size === 0) unsubscribe(channel, onSocket);
      for (const { timer } of counting.values()) clearTimeout(timer);
    },
  };
}

const fewConnects = 10;
