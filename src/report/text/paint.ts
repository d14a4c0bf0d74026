import type { Verdict } from "../../judging/finding/finding.ts";

export type Colour = "green" | "red" | "yellow" | "dim" | "bold";

/** Colours a text, or returns it as it is. Nothing else adds escape codes to a report. */
export type Paint = (colour: Colour, text: string) => string;

/** Returns the text as it is: for files, pipes and `--no-color`. */
export const noPaint: Paint = (_colour, text) => text;

export const verdictColours: Readonly<Record<Verdict, Colour>> = {
  pass: "green",
  fail: "red",
  unknown: "yellow",
  "not-applicable": "dim",
};
