import { writeFileSync } from "node:fs";

import { schemaFile, schemaText } from "../src/report/published-schema.ts";

writeFileSync(schemaFile, schemaText());
