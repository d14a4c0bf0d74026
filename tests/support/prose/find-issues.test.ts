import { describe, expect, test } from "vitest";

import { findIssues, isChecked } from "./find-issues.ts";

const issue = "What came back to the bus.";
const plain = "Returns the reply of Redis.";

/** Every place of a sentence, as a file that holds the given one. */
const places: readonly (readonly [string, string, (text: string) => string])[] = [
  ["a `//` comment", "src/a.ts", (text) => `// ${text}\nexport const a = 1;\n`],
  ["a `//` comment after code", "src/a.ts", (text) => `const a = 1; // ${text}\n`],
  ["a comment under another comment after code", "src/a.ts", (text) => `a(); // it\n// ${text}\n`],
  ["the second line of a `//` comment", "src/a.ts", (text) => `// Sends it.\n// ${text}\n`],
  ["a doc comment of one line", "src/a.ts", (text) => `/** ${text} */\nconst a = 1;\n`],
  [
    "a doc comment of several lines",
    "src/a.ts",
    (text) => `/**\n * Sends it.\n *\n * ${text}\n */\n`,
  ],
  ["a block comment without stars", "src/a.ts", (text) => `/*\n  Sends it.\n\n  ${text}\n*/\n`],
  ["a `@returns` tag", "src/a.ts", (text) => `/**\n * Sends it.\n * @returns ${text}\n */\n`],
  ["a `@param` tag", "src/a.ts", (text) => `/**\n * Sends it.\n * @param a - ${text}\n */\n`],
  ["a list in a comment", "src/a.ts", (text) => `/**\n * Sends:\n * - it;\n * - ${text}\n */\n`],
  [
    "a reason of a lint exception",
    "src/a.ts",
    (text) => `// oxlint-disable-next-line x -- ${text}\n`,
  ],
  ["a JavaScript file", "scripts/a.mjs", (text) => `// ${text}\n`],
  ["a string", "src/a.ts", (text) => `throw new Error("${text}");\n`],
  ["a string in single quotes", "src/a.ts", (text) => `throw new Error('${text}');\n`],
  ["a template", "src/a.ts", (text) => `throw new Error(\`It is \${a}. ${text}\`);\n`],
  ["a sum of strings", "src/a.ts", (text) => `throw new Error("It is " + a + ". ${text}");\n`],
  ["a line of a string", "src/a.ts", (text) => `const a = "usage: a\\n${text}";\n`],
  ["the title of a test", "src/a.test.ts", (text) => `test("${text}", () => {});\n`],
  ["a title as a template", "src/a.test.ts", (text) => `test(\`${text} \${a}\`, () => {});\n`],
  [
    "a title of `test.each`",
    "src/a.test.ts",
    (text) => `test.each([1, 2])("${text} %i", () => {});\n`,
  ],
  ["a title of `test.skipIf`", "src/a.test.ts", (text) => `test.skipIf(a)("${text}", () => {});\n`],
  [
    "a row of `test.each`",
    "src/a.test.ts",
    (text) => `test.each([["${text}", 1]])("%s", () => {});\n`,
  ],
  [
    "a row as an object",
    "src/a.test.ts",
    (text) => `test.each([{ is: "${text}" }])("$is", () => {});\n`,
  ],
  ["the title of a suite", "src/a.test.ts", (text) => `describe("${text}", () => {});\n`],
  ["a suite of a contract", "tests/support/a.ts", (text) => `describe("${text}", () => {});\n`],
  ["a message of `expect`", "src/a.test.ts", (text) => `expect(a, "${text}").toBe(1);\n`],
  ["a paragraph", "docs/a.md", (text) => `# A\n\nIt is a page. ${text}\n`],
  [
    "a paragraph over two lines",
    "docs/a.md",
    (text) => `It is a page.\n${text.replace(" ", "\n")}\n`,
  ],
  ["a list item", "docs/a.md", (text) => `It sends:\n\n- it;\n- ${text}\n`],
  ["a numbered list item", "docs/a.md", (text) => `1. it\n2. ${text}\n`],
  ["a task", "docs/a.md", (text) => `- [ ] ${text}\n`],
  ["a quotation", "docs/a.md", (text) => `> ${text}\n`],
  ["a table cell", "docs/a.md", (text) => `| a | b |\n| --- | --- |\n| it | ${text} |\n`],
  ["a table cell behind a bar", "docs/a.md", (text) => `| a |\n| - |\n| \`a\\|b\` | ${text} |\n`],
  ["a line after a code block", "docs/a.md", (text) => `\`\`\`sh\n# a\n\`\`\`\n\n${text}\n`],
  ["a shell comment", "scripts/a.sh", (text) => `#!/bin/sh\n# ${text}\nset -eu\n`],
  ["a shell comment after code", "scripts/a.sh", (text) => `set -eu # ${text}\n`],
  ["a shell comment after a quote", "scripts/a.sh", (text) => `say "a # b" # ${text}\n`],
  ["a shell message", "scripts/a.sh", (text) => `say "${text}"\n`],
  ["a file without an ending", ".ci/run", (text) => `# Does it.\n# ${text}\n`],
  ["a YAML comment", ".github/workflows/ci.yml", (text) => `jobs:\n  # ${text}\n  test:\n`],
  ["the name of a YAML step", ".github/workflows/ci.yml", (text) => `- name: ${text}\n`],
  ["a JSON string", "package.json", (text) => `{ "description": "${text}" }\n`],
  ["a JSON comment", ".oxlintrc.json", (text) => `{\n  // ${text}\n}\n`],
];

describe("findIssues", () => {
  test.each(places)(
    "finds an issue in %s, and none in a plain sentence there",
    (_name, file, write) => {
      expect(isChecked(file)).toBe(true);
      expect(findIssues(file, write(issue))).not.toEqual([]);
      expect(findIssues(file, write(plain))).toEqual([]);
    },
  );

  test("gives every issue the line on which its sentence begins", () => {
    const source = `/**\n * Sends it. What came\n * back.\n *\n * - of it\n */\nconst a = "Nobody came";\n`;
    const found = findIssues("src/a.ts", source);
    expect(found.map(({ line, text }) => `${line} ${text}`)).toEqual([
      "2 What came back.",
      "5 of it",
      "7 Nobody came",
    ]);
  });

  test.each([
    ["a code block of a page", "docs/a.md", "```sh\n# What nobody knows.\n```\n"],
    ["a code block in a list", "docs/a.md", "- it\n\n  ```sh\n  # What nobody knows.\n  ```\n"],
    ["code in a sentence", "docs/a.md", "The user is `nobody`.\n"],
    ["code in a comment", "src/a.ts", "/** The user is `nobody`. */\n"],

    ["a noun clause as a heading", "docs/a.md", "## What is run\n"],
    ["a noun clause as the head of a table", "docs/a.md", "| file | what it is |\n| --- | --- |\n"],
    ["the data of a test", "src/a.test.ts", 'expect(a).toBe("What nobody knows.");\n'],
    [
      "a number of a test title",
      "src/a.test.ts",
      'test.each([1])("finds %i of them", () => {});\n',
    ],
    ["a word in a string", "src/a.ts", 'const user = "nobody";\n'],
    ["a number inside a sentence", "src/a.ts", "// The bus sends one payload at a time.\n"],
    ["an idiom", "src/a.ts", "// It closes them one by one, of course.\n"],
    ["a heading in a message", "src/a.ts", 'const title = "What decided";\n'],
    ["a part of a message", "src/a.ts", "const text = `one of ${names}`;\n"],
    ["a parameter expansion", "scripts/a.sh", 'a=${1#What is it} b="$#"\n'],
    ["the lock file of npm", "package-lock.json", '{ "a": "nobody is there" }\n'],
  ])("leaves out %s", (_name, file, text) => {
    expect(isChecked(file) ? findIssues(file, text) : []).toEqual([]);
  });

  test("checks no licence, picture or version file", () => {
    expect(["LICENSE", "a.png", ".nvmrc"].filter(isChecked)).toEqual([]);
  });

  test.each([
    ["Of the replies, the first is lost.", "The first of the replies is lost."],
    ["One that is closed gets no message.", "A closed subscriber gets no message."],
    ["One, and then another.", "A message, and then another one."],
    ["One payload in eight is long.", "Each eighth payload is long."],
    ["What happens if the reply is lost?", "The bus asks again if the reply is lost."],
    ["So many milliseconds pass.", "This number of milliseconds passes."],
    ["Those that are left wait.", "The other subscribers wait."],
    ["Who is away misses it.", "A disconnected subscriber misses it."],
    ["As far as the link can see.", "The link sees no further."],
    ["It waits until somebody answers.", "It waits until Redis answers."],
    ["There is a link, and is none left.", "There is no link left."],
    ["It waits for so long.", "It waits so long that the test fails."],
    ["The bus shall reconnect.", "The bus reconnects."],
    ["It is closed, for it is broken.", "It is closed, because it is broken."],
    ["It holds for those who subscribe.", "It holds for subscribers."],
    ["The run says nothing of leaks.", "The run says nothing about the source of leaks."],
    ["The group is made anew.", "The group is created again."],
    ["It passes all the same.", "The verdicts are all the same."],
    ["The reply is held against it.", "The reply counts as a failure."],
    ["Every run, be it short, is judged.", "Every run is judged."],
  ])("finds the sentence '%s', but not '%s'", (sentence, neighbour) => {
    expect(findIssues("src/a.ts", `// ${sentence}\n`)).toHaveLength(1);
    expect(findIssues("src/a.ts", `// ${neighbour}\n`)).toEqual([]);
  });

  test.each([
    ["that come without a message", "reports keys left by two rounds without messages"],
    ["also after a restart", "reconnects also after a restart"],
    ["not by a read of another group", "does not take a read of another group for it"],
    ["neither is a late one", "neither reconnects nor queues"],
    ["it may retry", "a bus may retry"],
    ["does so if the handler failed", "retries if the handler failed"],
    ["where the auditor looked", "where the auditor looked, the entry is pending"],
    ["for each of two groups", "reports a loss for each of two groups"],
    ["too, after a restart", "too few messages give the verdict unknown"],
    ["a redelivery is one if it was read", "a redelivery counts if it was read"],
    ["names those of another run", "names the messages of another run"],
  ])("finds the test title '%s', but not '%s'", (title, neighbour) => {
    const write = (text: string): string => `test(${JSON.stringify(text)}, () => {});\n`;
    expect(findIssues("src/a.test.ts", write(title))).toHaveLength(1);
    expect(findIssues("src/a.test.ts", write(neighbour))).toEqual([]);
    expect(findIssues("src/a.ts", `// ${title}\n`)).toEqual([]);
  });

  test("finds a table row of more than 160 characters", () => {
    const row = (length: number): string => `| ${"a".repeat(length - 4)} |\n`;
    expect(findIssues("docs/a.md", row(160))).toEqual([]);
    expect(findIssues("docs/a.md", row(161))).toMatchObject([{ line: 1 }]);
    expect(findIssues("src/a.ts", `// ${row(161)}`)).toEqual([]);
  });
});
