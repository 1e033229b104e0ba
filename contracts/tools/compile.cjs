#!/usr/bin/env node
// Compiles src/ for the Go bindings: build/combined.json, in the shape that
// abigen reads, with the settings of foundry.toml's default profile. With
// --check it also compares the code with what forge made of it in out/.
"use strict";
const fs = require("fs");
const path = require("path");
const solc = require("solc");

const root = path.resolve(__dirname, "..");

// settings reads what the bytecode depends on from foundry.toml, so that there
// is one place for it.
function settings() {
  const toml = fs.readFileSync(path.join(root, "foundry.toml"), "utf8").split("\n[")[0];
  const value = (key) => {
    const found = toml.match(new RegExp(`^${key} = "?([^"\\n]+)"?$`, "m"));
    if (!found) throw new Error(`foundry.toml lacks ${key}`);
    return found[1];
  };
  return {
    evmVersion: value("evm_version"),
    viaIR: value("via_ir") === "true",
    optimizer: { enabled: value("optimizer") === "true", runs: Number(value("optimizer_runs")) },
    metadata: { bytecodeHash: value("bytecode_hash"), appendCBOR: value("cbor_metadata") === "true" },
  };
}

function sourcesBelow(dir) {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) return sourcesBelow(full);
    return entry.name.endsWith(".sol") ? [full] : [];
  });
}

function readImport(name) {
  const file = name.startsWith("@openzeppelin/") ? path.join(root, "node_modules", name) : path.join(root, name);
  return fs.existsSync(file) ? { contents: fs.readFileSync(file, "utf8") } : { error: "file not found" };
}

const ours = sourcesBelow(path.join(root, "src")).sort().map((file) => path.relative(root, file));
const input = {
  language: "Solidity",
  sources: Object.fromEntries(ours.map((file) => [file, { content: fs.readFileSync(path.join(root, file), "utf8") }])),
  settings: { ...settings(), outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } } },
};
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport }));
const failures = (output.errors || []).filter((e) => e.severity === "error");
if (failures.length > 0) {
  for (const failure of failures) process.stderr.write(failure.formattedMessage);
  process.exit(1);
}

// What Go deploys or calls: the contracts of src/, and two of OpenZeppelin's.
const bound = new Set(["AccessManager", "TimelockController"]);
for (const file of ours) {
  if (/^src\/(token\/)?[A-Z][A-Za-z]*\.sol$/.test(file)) bound.add(path.basename(file, ".sol"));
}
const contracts = {};
for (const [file, units] of Object.entries(output.contracts)) {
  for (const [name, unit] of Object.entries(units)) {
    if (!bound.has(name) || unit.evm.bytecode.object === "") continue;
    contracts[`${file}:${name}`] = {
      // Two contracts have eip712Domain, and its bindings would clash; Go computes the domain itself.
      abi: unit.abi.filter((entry) => entry.name !== "eip712Domain"),
      bin: unit.evm.bytecode.object,
      "bin-runtime": unit.evm.deployedBytecode.object,
    };
  }
}
fs.mkdirSync(path.join(root, "build"), { recursive: true });
fs.writeFileSync(path.join(root, "build", "combined.json"), JSON.stringify({ contracts, version: solc.version() }));
for (const name of Object.keys(contracts).sort()) process.stdout.write(`${name}\n`);

const maxRuntimeBytes = 24576; // EIP-170: a larger contract cannot be deployed
for (const [id, contract] of Object.entries(contracts)) {
  const bytes = contract["bin-runtime"].length / 2;
  if (bytes > maxRuntimeBytes) throw new Error(`${id} has ${bytes} bytes, ${bytes - maxRuntimeBytes} too many to be deployed`);
  if (process.argv.includes("--check")) compareWithForge(id, contract.bin);
}

// The tests run forge's code and Go deploys ours: they must be the same.
function compareWithForge(id, code) {
  const [file, name] = id.split(":");
  const artifact = path.join(root, "out", path.basename(file), `${name}.json`);
  if (!fs.existsSync(artifact)) throw new Error(`${id}: run forge build first`);
  const forgeCode = JSON.parse(fs.readFileSync(artifact, "utf8")).bytecode.object.replace(/^0x/, "");
  if (forgeCode !== code) throw new Error(`${id}: forge's code is another than that of the bindings; compare foundry.toml with the settings here`);
}
