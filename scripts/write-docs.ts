/**
 * Writes the documents that are generated from the sources: findings.md, command-line.md and
 * report.schema.json, the examples in definitions.md, and the scopes in proofs.md.
 */
import { writeFileSync } from "node:fs";

import { schemaFile, schemaText } from "../src/report/model/published-schema.ts";
import { commandLineFile, commandLineText } from "./docs/command-line-document.ts";
import { definitionsFile, definitionsText } from "./docs/definitions-document.ts";
import { proofsFile, proofsText } from "./docs/proofs-document.ts";
import { findingsFile, findingsText } from "./docs/published-findings.ts";

writeFileSync(findingsFile, findingsText());
writeFileSync(definitionsFile, definitionsText());
writeFileSync(proofsFile, proofsText());
writeFileSync(commandLineFile, commandLineText());
writeFileSync(schemaFile, schemaText());
