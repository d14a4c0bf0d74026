import { appendFile, stat } from "node:fs/promises";

import { errorText } from "../../errors.ts";
import { fitMarkdown } from "./markdown.ts";

/** GitHub refuses the summary of a step above 1 MiB. The rest is left for other commands. */
const limitBytes = 1_000_000;

/**
 * Appends the page to GitHub's job summary, cut to the room that is left.
 *
 * @returns the failure as a sentence, or `undefined`.
 */
export async function appendStepSummary(
  path: string,
  markdown: string,
): Promise<string | undefined> {
  try {
    const used = await sizeOf(path);
    const text = fitMarkdown(markdown, limitBytes - used);
    if (text !== "") await appendFile(path, text);
    return undefined;
  } catch (error) {
    return `cannot append to the job summary ${path}: ${errorText(error)}`;
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.size ?? 0;
}
