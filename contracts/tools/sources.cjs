// The Solidity sources, for the scripts beside this one.
"use strict";
const fs = require("fs");
const path = require("path");
const solc = require("solc");

const root = path.resolve(__dirname, "..");

// filesBelow lists the Solidity files in a folder of the project, in order, from its root.
function filesBelow(dir) {
  return fs.readdirSync(path.join(root, dir), { recursive: true })
    .filter((name) => name.endsWith(".sol"))
    .map((name) => path.join(dir, name))
    .sort();
}

const read = (file) => fs.readFileSync(path.join(root, file), "utf8");

function readImport(name) {
  const file = name.startsWith("@openzeppelin/") ? path.join("node_modules", name) : name;
  return fs.existsSync(path.join(root, file)) ? { contents: read(file) } : { error: "file not found" };
}

// compile compiles src/ with the compiler's settings. It throws the compiler's errors.
function compile(settings) {
  const output = JSON.parse(solc.compile(JSON.stringify({
    language: "Solidity",
    sources: Object.fromEntries(filesBelow("src").map((file) => [file, { content: read(file) }])),
    settings,
  }), { import: readImport }));
  const failures = (output.errors || []).filter((e) => e.severity === "error");
  if (failures.length > 0) throw new Error(failures.map((e) => e.formattedMessage).join(""));
  return output;
}

module.exports = { root, filesBelow, read, compile };
