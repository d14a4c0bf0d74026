/** Writes the documents that are generated from the sources: docs/findings.md. */
import { writeFileSync } from "node:fs";

import { findingsFile, findingsText } from "./docs/published-findings.ts";

writeFileSync(findingsFile, findingsText());
