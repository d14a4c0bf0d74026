import { waitPatiently } from "../../patience.ts";

/** A function of a stack, in the form of the inspector of Node. */
interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly location: { readonly lineNumber: number; readonly columnNumber: number };
}

interface InspectorMessage {
  readonly method?: string;
  readonly params?: { readonly callFrames?: readonly CallFrame[] };
}

export interface InspectedProcess {
  signal(name: NodeJS.Signals): void;
  /** Returns what the process has printed on standard error. */
  printed(): string;
}

const limitMs = 3000;

/**
 * Returns the stack of a process whose event loop stands still, the innermost function first; an empty text if it does
 * not say within 3 s. SIGUSR1 opens the inspector of Node, also while JavaScript runs. The process goes on after it.
 */
export async function stackOfBlocked(process: InspectedProcess): Promise<string> {
  process.signal("SIGUSR1");
  const address = (): string | undefined =>
    /Debugger listening on (ws:\/\/\S+)/u.exec(process.printed())?.[1];
  const wait = { what: "the inspector to open", timeoutMs: limitMs };
  await waitPatiently(() => address() !== undefined, wait).catch(() => {});
  const url = address();
  return url === undefined ? "" : await pausedStack(url);
}

async function pausedStack(url: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = new WebSocket(url);
  const limit = setTimeout(() => resolve(""), limitMs);
  const send = (id: number, method: string): void => socket.send(JSON.stringify({ id, method }));
  socket.addEventListener("open", () => {
    send(1, "Debugger.enable");
    send(2, "Debugger.pause");
  });
  socket.addEventListener("message", ({ data }: MessageEvent) => {
    const { method, params } = JSON.parse(String(data)) as InspectorMessage;
    if (method !== "Debugger.paused") return;
    send(3, "Debugger.resume");
    resolve((params?.callFrames ?? []).map(frameText).join("\n"));
  });
  socket.addEventListener("error", () => resolve(""));
  const stack = await promise;
  clearTimeout(limit);
  socket.close();
  return stack;
}

function frameText({ functionName, url, location }: CallFrame): string {
  const { lineNumber, columnNumber } = location;
  const name = functionName === "" ? "a function" : functionName;
  return `    at ${name} (${url}:${lineNumber + 1}:${columnNumber + 1})`;
}
