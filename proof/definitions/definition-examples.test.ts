import { expect, test } from "vitest";

import { disagreement, disagreementText, proofCaseOf } from "../compare-judges.ts";
import { definitionExamples } from "./definition-examples.ts";

test.each(Object.entries(definitionExamples))(
  "the judge and the oracle agree on the example of %s",
  (_name, script) => {
    const found = disagreement(proofCaseOf(script));
    expect(found && disagreementText(found)).toBeUndefined();
  },
);
