#!/usr/bin/env node
// Prints which lines and branches of src/ the tests reach, from forge's report,
// and fails below the share given.
//
// Usage: coverage.cjs REPORT PERCENT
"use strict";
const fs = require("fs");

const [report, least] = [process.argv[2], Number(process.argv[3])];

// files reads the records of src/: of each line and each branch how often it was reached.
function files(text) {
  return text.split("end_of_record").map((record) => ({
    name: (record.match(/^SF:(.*)$/m) || [])[1] || "",
    lines: [...record.matchAll(/^DA:(\d+),(\d+)/gm)].map((m) => ({ line: Number(m[1]), hits: Number(m[2]) })),
    branches: [...record.matchAll(/^BRDA:(\d+),\d+,\d+,(\d+|-)/gm)].map((m) => ({ line: Number(m[1]), hits: Number(m[2]) || 0 })),
  })).filter((file) => file.name.startsWith("src/"));
}

const missed = (places) => places.filter((place) => place.hits === 0);
const share = (places) => (places.length === 0 ? 100 : (100 * (places.length - missed(places).length)) / places.length);
const percent = (places) => `${share(places).toFixed(2)} % of ${places.length}`;
const where = (places) => [...new Set(missed(places).map((place) => place.line))].join(", ");

const all = files(fs.readFileSync(report, "utf8"));
if (all.length === 0) throw new Error(`${report} has nothing of src/`);
for (const file of all) {
  console.log(`${file.name.padEnd(42)} lines ${percent(file.lines).padEnd(16)} branches ${percent(file.branches)}`);
  if (missed(file.lines).length > 0) console.log(`  lines not reached: ${where(file.lines)}`);
  if (missed(file.branches).length > 0) console.log(`  branches not reached, at lines: ${where(file.branches)}`);
}
const lines = all.flatMap((file) => file.lines);
const branches = all.flatMap((file) => file.branches);
console.log(`src/: lines ${percent(lines)}, branches ${percent(branches)}; at least ${least} % of each`);
if (share(lines) < least || share(branches) < least) process.exitCode = 1;
