import type { FindingPage } from "./finding/finding-page.ts";
import { droppedPage } from "./lost/dropped-page.ts";
import { latePage } from "./lost/late-page.ts";
import { lostPage } from "./lost/lost-page.ts";

/** The sections of docs/findings.md, in the order in which a report lists findings. */
export const findingPages: readonly FindingPage[] = [lostPage, droppedPage, latePage];
