import { waitPatiently } from "../../patience.ts";

/** A function of a stack, in the form of the inspector of Node. */
interface CallFrame {
  readonly functionName: string;
  readonly location: {
    readonly scriptId: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
}

interface InspectorMessage {
  readonly method?: string;
  readonly params?: {
    readonly callFrames?: readonly CallFrame[];
    readonly scriptId?: string;
    readonly url?: string;
  };
}

export interface InspectedProcess {
  signal(name: NodeJS.Signals): void;
  /** Returns what the process has printed on standard error. */
  printed(): string;
}

/** On a busy machine each step takes seconds. */
const limitMs = 10_000;

/**
 * Returns the stack of a process whose event loop stands still, the innermost function first, without those of Node itself; an
 * empty text if it does not say within 10 s. SIGUSR1 opens the inspector of Node, also while JavaScript runs. The process goes on after it.
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
  /** The inspector names every script before it names one in a stack. */
  const files = new Map<string, string>();
  socket.addEventListener("message", ({ data }: MessageEvent) => {
    const { method, params = {} } = JSON.parse(String(data)) as InspectorMessage;
    const { scriptId = "", url: file = "", callFrames = [] } = params;
    if (method === "Debugger.scriptParsed" && isFile(file)) files.set(scriptId, file);
    if (method !== "Debugger.paused") return;
    send(3, "Debugger.resume");
    resolve(callFrames.flatMap((frame) => frameText(frame, files)).join("\n"));
  });
  socket.addEventListener("error", () => resolve(""));
  const stack = await promise;
  clearTimeout(limit);
  socket.close();
  return stack;
}

/** Code of Node has a URL such as `node:net`, or none. */
function isFile(url: string): boolean {
  return url.startsWith("file:") || url.startsWith("/");
}

/** Returns the line of a stack for a function of a file, and nothing for one of Node. */
function frameText(
  { functionName, location }: CallFrame,
  files: ReadonlyMap<string, string>,
): readonly string[] {
  const { scriptId, lineNumber, columnNumber } = location;
  const file = files.get(scriptId);
  if (file === undefined) return [];
  const name = functionName === "" ? "a function" : functionName;
  return [`    at ${name} (${file}:${lineNumber + 1}:${columnNumber + 1})`];
}
