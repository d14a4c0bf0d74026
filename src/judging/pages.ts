import { crashedPage } from "./crashed/crashed-page.ts";
import { deadLetteredPage } from "./dead-lettered/dead-lettered-page.ts";
import { duplicatePage } from "./duplicate/duplicate-page.ts";
import { earlyAcknowledgementPage } from "./early-acknowledgement/early-acknowledgement-page.ts";
import { falseAcknowledgementPage } from "./false-acknowledgement/false-acknowledgement-page.ts";
import { falseRejectionPage } from "./false-rejection/false-rejection-page.ts";
import type { FindingPage } from "./finding/finding-page.ts";
import { hungPage } from "./hung/hung-page.ts";
import { leakPage } from "./leak/leak-page.ts";
import { droppedPage } from "./lost/dropped-page.ts";
import { latePage } from "./lost/late-page.ts";
import { lostPage } from "./lost/lost-page.ts";
import { strandedPage } from "./lost/stranded-page.ts";
import { noEvidencePage } from "./no-evidence/no-evidence-page.ts";
import { notRecoveredPage } from "./not-recovered/not-recovered-page.ts";
import { overloadPage } from "./overload/overload-page.ts";
import { rejectedPage } from "./rejected/rejected-page.ts";
import { reorderedPage } from "./reordered/reordered-page.ts";
import { stuckPage } from "./stuck/stuck-page.ts";
import { unacknowledgedPage } from "./unacknowledged/unacknowledged-page.ts";
import { corruptPage } from "./unexpected/corrupt-page.ts";
import { misroutedPage } from "./unexpected/misrouted-page.ts";
import { unexpectedPage } from "./unexpected/unexpected-page.ts";
import { zombiePage } from "./zombie/zombie-page.ts";

/** The sections of docs/findings.md, in the order in which a report lists findings. */
export const findingPages: readonly FindingPage[] = [
  crashedPage,
  lostPage,
  strandedPage,
  droppedPage,
  latePage,
  deadLetteredPage,
  unexpectedPage,
  corruptPage,
  misroutedPage,
  falseAcknowledgementPage,
  falseRejectionPage,
  earlyAcknowledgementPage,
  unacknowledgedPage,
  duplicatePage,
  reorderedPage,
  zombiePage,
  hungPage,
  rejectedPage,
  stuckPage,
  overloadPage,
  notRecoveredPage,
  leakPage,
  noEvidencePage,
];
