import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/**
 * Keeps the words of findings out of mutation testing: a summary that reads differently decides
 * nothing. Whatever a rule compares or returns is no wording, and is mutated.
 */
const wording = {
  shouldIgnore(path) {
    return isWording(path) ? "the words of a finding decide nothing" : undefined;
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, "wording", wording)];

const wordingProperties = new Set(["summary", "one", "many"]);

function isWording(path) {
  if (path.isTemplateLiteral()) return path.node.quasis.some(({ value }) => isSentence(value.raw));
  if (path.isObjectProperty()) return isWordingProperty(path.node);
  if (path.isObjectExpression()) return isWordingObject(path.node);
  return path.isStringLiteral() && (isSentencePart(path) || isNounOfCount(path));
}

/** A sentence that is listed, passed on or kept under a name, rather than compared. */
function isSentencePart({ node, parentPath }) {
  const isKept =
    parentPath.isArrayExpression() ||
    parentPath.isCallExpression() ||
    parentPath.isObjectProperty();
  return isKept && isSentence(node.value);
}

/** `message` in `counted(3, "message")`. */
function isNounOfCount({ parentPath }) {
  return parentPath.isCallExpression() && parentPath.node.callee.name === "counted";
}

function isWordingObject({ properties }) {
  return properties.length > 0 && properties.every(isWordingProperty);
}

function isWordingProperty({ type, key }) {
  return type === "ObjectProperty" && key.type === "Identifier" && wordingProperties.has(key.name);
}

function isSentence(text) {
  return text.includes(" ");
}
