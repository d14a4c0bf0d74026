/** Writes the documents that are generated from the sources. */
import { writeFileSync } from "node:fs";

import { commandLineFile, commandLineText } from "./docs/command-line-document.ts";
import { findingsFile, findingsText } from "./docs/published-findings.ts";

writeFileSync(findingsFile, findingsText());
writeFileSync(commandLineFile, commandLineText());
