#!/usr/bin/env node
// Lets the compiler's model checker prove the assertions of test/smt with z3,
// and prints what it found. Advisory: what is not proved in time stays unproved,
// and only an assertion that is violated is an error.
"use strict";
const fs = require("fs");
const path = require("path");
const { execFileSync } = require("child_process");
const solc = require("solc");
const smtchecker = require("solc/smtchecker");

const root = path.resolve(__dirname, "..");
const secondsEach = 20;
const specs = fs.readdirSync(path.join(root, "test/smt")).filter((name) => name.endsWith(".sol"));

function hasZ3() {
  try {
    console.log(execFileSync("z3", ["--version"], { encoding: "utf8" }).trim());
    return true;
  } catch {
    return false;
  }
}

// ask is one query: z3 answers on standard output, whatever its exit status.
function ask(query) {
  let answer;
  try {
    answer = execFileSync("z3", ["-in", `-T:${secondsEach}`], { input: query, encoding: "utf8", maxBuffer: 1 << 28 });
  } catch (err) {
    answer = err.stdout || "";
  }
  return answer === "" || answer.startsWith("timeout") ? "unknown\n" : answer;
}

function check(spec) {
  const file = `test/smt/${spec}`;
  const name = path.basename(spec, ".sol");
  const input = {
    language: "Solidity",
    sources: { [file]: { content: fs.readFileSync(path.join(root, file), "utf8") } },
    settings: {
      outputSelection: { "*": { "*": [] } },
      modelChecker: {
        engine: "chc", contracts: { [file]: [name] }, targets: ["assert"], solvers: ["smtlib2"], showProvedSafe: true, showUnproved: true,
      },
    },
  };
  const imports = (wanted) => ({ contents: fs.readFileSync(path.join(root, wanted), "utf8") });
  const callbacks = { import: imports, smtSolver: smtchecker.smtCallback(ask) };
  const output = JSON.parse(solc.compile(JSON.stringify(input), callbacks));
  return output.errors || [];
}

function lineOf(location) {
  const text = fs.readFileSync(path.join(root, location.file), "utf8");
  return Buffer.from(text).subarray(0, location.start).toString().split("\n").length;
}

// verdict is what a message says of an assertion, if it says anything.
function verdict(message) {
  if (/check is safe/.test(message)) return "proved";
  if (/violation happens here/.test(message)) return "violated";
  return /might happen here/.test(message) ? "not proved in time" : "";
}

function main() {
  const counts = { proved: 0, "not proved in time": 0, violated: 0 };
  for (const message of specs.flatMap(check)) {
    if (message.severity === "error") throw new Error(message.formattedMessage);
    const found = verdict(message.message);
    if (found === "") continue;
    ++counts[found];
    console.log(`${message.sourceLocation.file}:${lineOf(message.sourceLocation)} ${found}`);
    if (found === "violated") console.log(message.message);
  }
  console.log(Object.entries(counts).map(([found, count]) => `${count} ${found}`).join(", "));
  if (counts.proved === 0 || counts.violated > 0) process.exitCode = 1;
}

if (hasZ3()) main();
else console.log("SKIPPED: z3 is not on the PATH");
