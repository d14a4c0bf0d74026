import { writeFileSync } from "node:fs";

import { schemaFile, schemaText } from "../src/report/model/published-schema.ts";

writeFileSync(schemaFile, schemaText());
