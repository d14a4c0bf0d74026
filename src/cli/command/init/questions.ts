import { createInterface } from "node:readline/promises";

/** Asks the user for one line. */
export type Ask = (question: string) => Promise<string>;

/** Returns true if a user sits at the terminal who can answer. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/**
 * Calls `work` with a function that asks on the terminal, and closes the terminal's input afterwards. Returns
 * `undefined` if the user ended the questions with Ctrl-C or Ctrl-D.
 */
export async function withQuestions<Result>(
  work: (ask: Ask) => Promise<Result>,
): Promise<Result | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new AbortController();
  terminal.once("SIGINT", () => terminal.close());
  terminal.once("close", () => ended.abort());
  try {
    return await work((question) => terminal.question(question, { signal: ended.signal }));
  } catch (error) {
    if (ended.signal.aborted) return undefined;
    throw error;
  } finally {
    terminal.close();
  }
}

/** How often an answer may be wrong before the first choice is taken. */
const mostAnswers = 3;

/** Lets the user choose by number. An empty answer takes the first choice. */
export async function choose<Value>(
  ask: Ask,
  question: string,
  choices: readonly (readonly [text: string, value: Value])[],
): Promise<Value | undefined> {
  const list = choices.map(([text], index) => `  ${index + 1}  ${text}`).join("\n");
  for (let answers = 0; answers < mostAnswers; answers++) {
    const answer = (await ask(`${question}\n${list}\nnumber (1): `)).trim();
    const chosen = choices[answer === "" ? 0 : Number(answer) - 1];
    if (chosen) return chosen[1];
  }
  return choices[0]?.[1];
}

/** Returns false only for an answer that begins with "n". */
export async function confirm(ask: Ask, question: string): Promise<boolean> {
  return !/^\s*n/iu.test(await ask(`${question} (Y/n) `));
}
