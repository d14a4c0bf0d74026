import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/**
 * A Stryker plugin that leaves the words of findings unchanged: no verdict depends on how a summary reads. A string
 * that a rule compares or returns is not wording, so Stryker changes it.
 */
const wording = {
  shouldIgnore(path) {
    return isWording(path) ? "no verdict depends on the words of a finding" : undefined;
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

/** Returns whether a string with spaces is part of a list, an argument or the value of a property, and not compared. */
function isSentencePart({ node, parentPath }) {
  const isKept =
    parentPath.isArrayExpression() ||
    parentPath.isCallExpression() ||
    parentPath.isObjectProperty() ||
    parentPath.isVariableDeclarator();
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
