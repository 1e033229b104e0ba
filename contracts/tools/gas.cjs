#!/usr/bin/env node
// Holds what the gas tests measured, out/snapshots/, to test/gas/snapshot.json:
// fails where something costs 2 % more, or was measured that is not in it, or the
// other way around. With --update it writes that file.
"use strict";
const fs = require("fs");
const path = require("path");

const tolerance = 0.02;
const root = path.resolve(__dirname, "..");
const measuredAt = path.join(root, "out", "snapshots");
const keptAt = path.join(root, "test", "gas", "snapshot.json");

// measured reads the groups of the tests, in order, with numbers for forge's texts.
function measured() {
  const groups = {};
  for (const file of fs.readdirSync(measuredAt).sort()) {
    const values = JSON.parse(fs.readFileSync(path.join(measuredAt, file), "utf8"));
    groups[path.basename(file, ".json")] = Object.fromEntries(
      Object.entries(values).sort().map(([name, gas]) => [name, Number(gas)]),
    );
  }
  return groups;
}

// faults compares what was measured with what is kept.
function faults(now, kept) {
  const found = [];
  for (const group of new Set([...Object.keys(now), ...Object.keys(kept)])) {
    for (const name of new Set([...Object.keys(now[group] || {}), ...Object.keys(kept[group] || {})])) {
      const [gas, before] = [now[group]?.[name], kept[group]?.[name]];
      if (gas === undefined) found.push(`${group}: ${name}: was not measured`);
      else if (before === undefined) found.push(`${group}: ${name}: ${gas}, and is not in the snapshot`);
      else if (gas > before * (1 + tolerance)) found.push(`${group}: ${name}: ${gas}, it was ${before}`);
    }
  }
  return found;
}

const now = measured();
if (process.argv.includes("--update")) {
  fs.writeFileSync(keptAt, JSON.stringify(now, null, 2) + "\n");
} else {
  const found = faults(now, JSON.parse(fs.readFileSync(keptAt, "utf8")));
  for (const fault of found) process.stderr.write(fault + "\n");
  if (found.length > 0) {
    process.stderr.write("gas rose; where that is meant: node tools/gas.cjs --update\n");
    process.exit(1);
  }
}
