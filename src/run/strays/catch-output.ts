import { takeOutput } from "./stray-errors.ts";

/** Sends what a bus prints to the log of its run. Everything else is printed as before. Stays for ever. */
export function catchOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...given: unknown[]) => boolean;
    const caught = (chunk: unknown, ...rest: unknown[]): boolean => {
      if (!takeOutput(textOf(chunk, rest[0]))) return write(chunk, ...rest);
      const done = rest.find((each) => typeof each === "function") as (() => void) | undefined;
      if (done) process.nextTick(done);
      return true;
    };
    stream.write = caught;
  }
}

function textOf(chunk: unknown, encoding: unknown): string {
  if (!(chunk instanceof Uint8Array)) return String(chunk);
  const isKnown = typeof encoding === "string" && Buffer.isEncoding(encoding);
  return Buffer.from(chunk).toString(isKnown ? encoding : "utf8");
}
