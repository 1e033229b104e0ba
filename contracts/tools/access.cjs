#!/usr/bin/env node
// Writes the table of docs/roles-and-keys.md from the sources: every function that
// changes something, and who may call it, by what the function and all that it
// calls ask of the sender.
"use strict";
const fs = require("fs");
const path = require("path");
const { root, filesBelow, compile } = require("./sources.cjs");

const target = path.resolve(root, "../docs/roles-and-keys.md");

const output = compile({ outputSelection: { "*": { "": ["ast"] } } });

const nodes = {};
function index(node) {
  if (node === null || typeof node !== "object") return;
  if (node.nodeType && node.id !== undefined) nodes[node.id] = node;
  for (const child of Object.values(node)) index(child);
}
for (const { ast } of Object.values(output.sources)) index(ast);

function each(node, visit, parents = []) {
  if (node === null || typeof node !== "object") return;
  if (node.nodeType) visit(node, parents);
  for (const child of Object.values(node)) each(child, visit, node.nodeType ? [...parents, node] : parents);
}

const nameOf = (node) => node.memberName || node.name || "";
const isSender = (node) => node.memberName === "sender" && nameOf(node.expression) === "msg";

// What the table says for an error that a function gives whom it refuses.
const wordsOfErrors = {
  SenderNotGuardian: "the provider's guardian",
  RulingUnsigned: "anybody with the signatures of the panel's majority",
  SubmissionSignatureInvalid: "with the signatures of the providers",
};
// And for what the sender is compared with.
const wordsOfKeys = { signer: "the provider's signer", key: "the key that was proposed" };

// rolesIn finds the roles that an expression may stand for.
function rolesIn(expression, within, found) {
  each(expression, (node) => {
    if (node.nodeType === "MemberAccess" && nameOf(node.expression) === "RoleIds" && /^[A-Z_]+$/.test(node.memberName)) found.add(node.memberName);
    if (node.nodeType === "MemberAccess" && /^enum IOrganizations\.Role$/.test((node.typeDescriptions || {}).typeString || "")) found.add(`the insurer's ${node.memberName}`);
    if (node.nodeType === "Identifier" && /^enum IOrganizations\.Role$/.test((node.typeDescriptions || {}).typeString || "")) found.add("who holds the role");
    if (node.nodeType === "Identifier" && nodes[node.referencedDeclaration] && nodes[node.referencedDeclaration].nodeType === "VariableDeclaration") {
      each(within, (statement) => {
        if (statement.nodeType === "VariableDeclarationStatement" && statement.declarations.some((d) => d && d.id === node.referencedDeclaration)) rolesIn(statement.initialValue, null, found);
      });
    }
    if (node.nodeType === "FunctionCall") {
      const called = nodes[node.expression.referencedDeclaration];
      if (called && called.body && called.name === "_roleOf") rolesIn(called.body, called, found);
    }
  });
}

// permits reports whether a comparison with the sender lets it through: it is an if's whole condition and refuses
// others, or an if's that ends the check.
function permits(comparison, parents) {
  const statement = [...parents].reverse().find((p) => p.nodeType === "IfStatement");
  if (!statement) return false;
  let reverts = false;
  each(statement.trueBody, (node) => { if (node.nodeType === "RevertStatement") reverts = true; });
  if (comparison.operator === "!=") return statement.condition.id === comparison.id;
  return comparison.operator === "==" && !reverts;
}

function whoMay(definition, found, seen) {
  if (seen.has(definition.id)) return;
  seen.add(definition.id);
  each(definition.body, (node, parents) => {
    if (node.nodeType === "BinaryOperation" && (isSender(node.leftExpression) || isSender(node.rightExpression))) {
      const other = isSender(node.leftExpression) ? node.rightExpression : node.leftExpression;
      if (wordsOfKeys[nameOf(other)] && permits(node, parents)) found.add(wordsOfKeys[nameOf(other)]);
    }
    if (node.nodeType !== "FunctionCall") return;
    const name = nameOf(node.expression);
    if (wordsOfErrors[name] && nameOf(node.expression.expression || {}) === "Errors") found.add(wordsOfErrors[name]);
    if (name === "_checkRole") return rolesIn(node.arguments[0], definition, found);
    if (name === "_checkInsurerRole") return rolesIn(node.arguments[1], definition, found);
    if (name === "_holds") {
      if (isSender(node.arguments[1]) || nameOf(node.arguments[1]) === "account") rolesIn(node.arguments[0], definition, found);
      return;
    }
    const called = nodes[node.expression.referencedDeclaration];
    if (called && called.nodeType === "FunctionDefinition" && called.body) whoMay(called, found, seen);
  });
}

// functionsOf are the functions of a contract and its bases that change something.
function functionsOf(contract) {
  const all = {};
  for (const id of contract.linearizedBaseContracts) {
    for (const node of nodes[id].nodes) {
      const isOpen = node.nodeType === "FunctionDefinition" && node.kind === "function" && ["external", "public"].includes(node.visibility);
      if (isOpen && node.body && !["view", "pure"].includes(node.stateMutability) && !all[node.name]) all[node.name] = node;
    }
  }
  return all;
}

const rows = ["| contract | function | who may |", "|---|---|---|"];
for (const file of filesBelow("src").filter((f) => /^src\/[A-Z][A-Za-z]*\.sol$/.test(f))) {
  const contract = output.sources[file].ast.nodes.find((n) => n.nodeType === "ContractDefinition" && n.name === path.basename(file, ".sol"));
  const functions = functionsOf(contract);
  for (const name of Object.keys(functions).sort()) {
    const found = new Set();
    whoMay(functions[name], found, new Set());
    const words = [...found].join(", ") || "anybody";
    rows.push(`| ${contract.name} | \`${name}\` | ${words.startsWith("with ") ? "anybody, " : ""}${words} |`);
  }
}

const text = fs.readFileSync(target, "utf8");
const [begin, end] = ["<!-- generated: functions -->", "<!-- end -->"];
if (!text.includes(begin) || !text.includes(end)) throw new Error("docs/roles-and-keys.md lacks the marks of its table");
fs.writeFileSync(target, `${text.split(begin)[0]}${begin}\n${rows.join("\n")}\n${end}${text.split(end)[1]}`);
