#!/usr/bin/env node
// The compiler that forge calls: npm's solc behind solc's command line. Forge
// uses --version and --standard-json only, with every source on standard input.
"use strict";
const fs = require("fs");
const solc = require("solc");

const args = process.argv.slice(2);

function write(text) {
  const out = Buffer.from(text);
  for (let at = 0; at < out.length; ) {
    try {
      at += fs.writeSync(1, out, at);
    } catch (err) {
      if (err.code !== "EAGAIN") throw err; // a full pipe: try again
    }
  }
}

if (args.includes("--version")) {
  write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else if (args.includes("--standard-json")) {
  const input = fs.readFileSync(0, "utf8");
  write(solc.compile(input, { import: () => ({ error: "sources are inline only" }) }));
} else {
  process.stderr.write("solc: only --version and --standard-json are offered\n");
  process.exit(1);
}
