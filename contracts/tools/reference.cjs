#!/usr/bin/env node
// Writes docs/contracts.md from the sources: every event and error with its
// comment, and every rule of a topic header with the tests that hold it. A rule
// that names a test which is not there is an error; so is one of the tests' own
// pages that does.
"use strict";
const fs = require("fs");
const path = require("path");
const { root, filesBelow, read } = require("./sources.cjs");

const target = path.resolve(root, "../docs/contracts.md");

const sources = filesBelow("src").map((file) => ({
  name: path.basename(file, ".sol"),
  text: read(file),
}));
const tests = new Set();
for (const file of filesBelow("test")) {
  for (const [, name] of read(file).matchAll(/function ((?:test|invariant)\w*)\(/g)) tests.add(name);
}

const cell = (text) => text.replace(/\s+/g, " ").replace(/@(notice|dev|param \w+) ?/g, "").replace(/\|/g, "\\|").trim();

const silent = [];

// declarations finds what a keyword declares, with the comment above it.
function declarations(text, keyword) {
  const found = [];
  const pattern = new RegExp(`((?:[ \\t]*///[^\\n]*\\n)*)[ \\t]*${keyword} (\\w+)\\(([^)]*)\\);`, "g");
  for (const [, comment, name, values] of text.matchAll(pattern)) {
    const said = comment.split("\n").map((line) => line.replace(/^[ \t]*\/\/\/ ?/, "")).join(" ");
    if (!said.includes("@notice")) silent.push(name);
    found.push({ name, values: cell(values), said: cell(said) });
  }
  return found;
}

// rules finds the sentences of a contract's topic header.
function rules(text) {
  const header = (text.match(/(?:\/\/\/[^\n]*\n)+(?:abstract )?(?:contract|library) /g) || []).pop();
  if (!header) return [];
  const found = [];
  let topic = "";
  for (const line of header.split("\n").map((l) => l.replace(/^\/\/\/ ?/, ""))) {
    const heading = line.match(/^(?:@dev )?([A-Z][A-Z ]+)$/);
    if (heading) topic = heading[1];
    else if (topic && line.startsWith("- ")) found.push({ topic, said: line.slice(2) });
    else if (topic && line.startsWith("  ") && found.length > 0) found[found.length - 1].said += " " + line.trim();
    else if (line === "") continue;
    else topic = heading ? topic : "";
  }
  return found;
}

const missing = [];
function held(said, contract) {
  const names = [...said.matchAll(/\b((?:test|testFuzz|invariant)_\w+)/g)].map((m) => m[1]);
  for (const name of names) if (!tests.has(name)) missing.push(`${contract}: ${name}`);
  return names;
}

const out = [
  "# The contracts: rules, events and errors",
  "",
  "Generated from the sources by `make generate`. Amounts named cents are in cents, `tokenAmount` in units of the token's decimals; times",
  "are Unix seconds, days count from 0001-01-01, which is day 1.",
  "",
  "## Rules, and the tests that hold them",
  "",
];
for (const { name, text } of sources) {
  const list = rules(text);
  if (list.length === 0) continue;
  out.push(`### ${name}`, "", "| topic | rule | tests |", "|---|---|---|");
  for (const { topic, said } of list) {
    const names = held(said, name);
    const rule = said.replace(/\s*\((?:(?:test|testFuzz|invariant)_\w+(?:,\s*)?)+\)/g, "");
    out.push(`| ${topic.toLowerCase()} | ${cell(rule)} | ${names.map((n) => `\`${n}\``).join(", ")} |`);
  }
  out.push("");
}
out.push("## Events", "");
for (const { name, text } of sources.filter((s) => /^I[A-Z]/.test(s.name))) {
  const list = declarations(text, "event");
  if (list.length === 0) continue;
  out.push(`### ${name.slice(1)}`, "", "| event | when | values |", "|---|---|---|");
  for (const e of list) out.push(`| \`${e.name}\` | ${e.said} | ${e.values} |`);
  out.push("");
}
out.push("## Errors", "", "| error | when | values |", "|---|---|---|");
for (const { text } of sources.filter((s) => s.name === "Errors")) {
  for (const e of declarations(text, "error")) out.push(`| \`${e.name}\` | ${e.said} | ${e.values} |`);
}
out.push("");

for (const page of ["test/README.md", "test/invariant/README.md"]) held(read(page), page);

if (missing.length > 0) {
  process.stderr.write(`rules name tests that are not there:\n${missing.join("\n")}\n`);
  process.exitCode = 1;
}
if (silent.length > 0) {
  process.stderr.write(`events or errors do not say when:\n${silent.join("\n")}\n`);
  process.exitCode = 1;
}
fs.writeFileSync(target, out.join("\n"));
