import type { Passage } from "./sentence.ts";

/**
 * Reads the passages of a shell script, a YAML or an ignore file: comments that begin with `#`, alone or after
 * code, the strings of a script in double quotes, and the names of YAML steps.
 */
export function readScript(script: string): readonly Passage[] {
  const passages: Passage[] = [];
  /** True if the line before this one was nothing but a comment, so that its sentence may go on here. */
  let isOpen = false;
  script.split("\n").forEach((text, at) => {
    const { code, comment } = splitLine(text);
    const isAlone = code.trim() === "" && comment !== undefined;
    const last = isOpen && isAlone ? passages.pop() : undefined;
    if (last) passages.push({ ...last, text: `${last.text}\n${comment}` });
    else if (comment !== undefined) passages.push({ kind: "comment", line: at + 1, text: comment });
    isOpen = isAlone;
    const [, name] = /^\s*(?:- )?(?:name|description): (.+)$/.exec(code) ?? [];
    for (const message of [...stringsOf(code), ...(name === undefined ? [] : [name])]) {
      passages.push({ kind: "message", line: at + 1, text: message });
    }
  });
  return passages;
}

/** Reads the passages of a JSON file: `//` comments on lines of their own, and strings of several words. */
export function readJson(json: string): readonly Passage[] {
  return json.split("\n").flatMap((text, at): readonly Passage[] => {
    const [, comment] = /^\s*\/\/ ?(.*)$/.exec(text) ?? [];
    if (comment !== undefined) return [{ kind: "comment", line: at + 1, text: comment }];
    return stringsOf(text).map((string) => ({ kind: "message", line: at + 1, text: string }));
  });
}

/** Splits a line at the `#` that begins its comment: one outside of quotes, after a space. */
function splitLine(text: string): { readonly code: string; readonly comment?: string } {
  for (const { index } of text.matchAll(/(?<=^|\s)#(?=\s|$)/g)) {
    const code = text.slice(0, index);
    const quotes = [...code.matchAll(/(?<!\\)["']/g)].length;
    if (quotes % 2 === 0) return { code, comment: text.slice(index + 1).trim() };
  }
  return { code: text };
}

function stringsOf(code: string): readonly string[] {
  return [...code.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
    .map(([, text = ""]) => text)
    .filter((text) => /\w \w/.test(text));
}
