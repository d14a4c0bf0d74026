import { exitCodes } from "../errors.ts";
import type { Output } from "./output.ts";

export const benchNames = ["block"] as const;

export interface BenchOptions {
  readonly bench: (typeof benchNames)[number];
  readonly json: boolean;
}

/** What a module in `src/bench` offers: a text to print, or plain data with `json`. */
interface BlockBench {
  runBlockBench(options: { json: boolean; note: (text: string) => void }): Promise<unknown>;
}

// Not a literal, so that the command compiles without the benchmark.
const blockBench: string = "../bench/block-bench.ts";

/** Measures; reaches no verdict. */
export async function benchCommand({ json }: BenchOptions, output: Output): Promise<number> {
  const { runBlockBench } = (await import(blockBench)) as BlockBench;
  output.data(await runBlockBench({ json, note: output.note }));
  return exitCodes.pass;
}
