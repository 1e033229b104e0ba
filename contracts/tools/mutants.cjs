#!/usr/bin/env node
// Applies each small change of mutants.txt to a copy of the project, runs the
// tests that should notice, and prints a table. It fails if a change that is not
// explained as equivalent goes unnoticed, if one that is gets noticed, if one
// does not compile, or if its old text is not there exactly once any more.
//
// Usage: mutants.cjs [pattern of files]; JOBS=2 run at a time. With --check it only says which do not apply.
"use strict";
const fs = require("fs");
const os = require("os");
const path = require("path");
const { spawn } = require("child_process");

const contracts = path.resolve(__dirname, "..");
const root = path.resolve(contracts, "..");
const jobs = Number(process.env.JOBS || 2);
const minutesEach = 6;
const minutesAll = Number(process.env.MINUTES || 90);
const forge = path.join(contracts, firstForge());

function firstForge() {
  const scope = "node_modules/@foundry-rs";
  const found = fs.readdirSync(path.join(contracts, scope)).find((name) => name.startsWith("forge-"));
  if (!found) throw new Error("forge is not there: npm ci");
  return path.join(scope, found, "bin/forge");
}

// parse reads blocks apart by empty lines: file, tests, why or equivalent, then
// the old text with "- " and the new one with "+ " before each line.
function parse(text) {
  return text.split(/\n{2,}/).map((block) => block.split("\n").filter((line) => line && !line.startsWith("#")))
    .filter((lines) => lines.length > 0)
    .map((lines, index) => {
      const field = (name) => (lines.find((line) => line.startsWith(`${name}: `)) || "").slice(name.length + 2);
      const side = (mark) => lines.filter((line) => line === mark || line.startsWith(`${mark} `)).map((line) => line.slice(2)).join("\n");
      const mutant = { number: index + 1, file: field("file"), tests: field("tests"), why: field("why"), equivalent: field("equivalent"), old: side("-"), new: side("+") };
      if (!mutant.file || !mutant.tests || !mutant.old || !(mutant.why || mutant.equivalent)) throw new Error(`mutants.txt: incomplete: ${lines[0]}`);
      return mutant;
    });
}

// mutated is the file's text with the change, or nothing where it does not apply.
function mutated(mutant) {
  const text = fs.readFileSync(path.join(root, mutant.file), "utf8");
  const at = text.indexOf(mutant.old);
  if (at < 0 || text.indexOf(mutant.old, at + 1) >= 0) return undefined;
  return text.slice(0, at) + mutant.new + text.slice(at + mutant.old.length);
}

function run(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let output = "";
    const keep = (chunk) => { output = (output + chunk).slice(-400000); };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    let isLate = false;
    const timer = setTimeout(() => { isLate = true; process.kill(-child.pid, "SIGKILL"); }, minutesEach * 60000);
    child.on("close", (code) => { clearTimeout(timer); resolve({ code, output, isLate }); });
  });
}

// outcome says which test noticed, that none did, or that the change is no program.
function outcome({ code, output, isLate }) {
  if (isLate) return { status: "killed", by: "does not end" };
  if (code === 0) return { status: "survived", by: "" };
  const forgeTest = output.match(/\[FAIL[^\n]*\] (\w+)\(/) || output.match(/^ (invariant_\w+)\(/m);
  const goTest = output.match(/--- FAIL: (\S+)/) || output.match(/^(panic: .{0,60})/m);
  if (forgeTest || goTest) return { status: "killed", by: (forgeTest || goTest)[1] };
  return { status: "broken", by: output.trim().split("\n").slice(-12).join("\n") };
}

// A copy of contracts/ to change, for each job; node_modules is shared.
function copyFor(job, base) {
  const copy = path.join(base, `contracts${job}`);
  for (const dir of ["src", "test", "tools"]) fs.cpSync(path.join(contracts, dir), path.join(copy, dir), { recursive: true });
  fs.copyFileSync(path.join(contracts, "foundry.toml"), path.join(copy, "foundry.toml"));
  fs.symlinkSync(path.join(contracts, "node_modules"), path.join(copy, "node_modules"));
  return copy;
}

function runForge(copy, tests) {
  const env = { ...process.env, FOUNDRY_PROFILE: "dev", FOUNDRY_FUZZ_RUNS: "64" };
  return run(forge, ["test", "--fail-fast", "--match-path", tests], { cwd: copy, env });
}

async function tryForge(mutant, copy, text) {
  const target = path.join(copy, path.relative("contracts", mutant.file));
  const before = fs.readFileSync(target, "utf8");
  fs.writeFileSync(target, text);
  try {
    return outcome(await runForge(copy, mutant.tests));
  } finally {
    fs.writeFileSync(target, before);
  }
}

async function tryGo(mutant, base, text) {
  const file = path.join(base, `mutant${mutant.number}.go`);
  fs.writeFileSync(file, text);
  const overlay = path.join(base, `overlay${mutant.number}.json`);
  fs.writeFileSync(overlay, JSON.stringify({ Replace: { [path.join(root, mutant.file)]: file } }));
  return outcome(await run("go", ["test", "-short", "-overlay", overlay, ...mutant.tests.split(" ")], { cwd: root }));
}

function attempt(mutant, copy, base) {
  const text = mutated(mutant);
  if (text === undefined) return { status: "broken", by: "the old text is not there exactly once" };
  return mutant.file.endsWith(".go") ? tryGo(mutant, base, text) : tryForge(mutant, copy, text);
}

// pass runs the tests without a change: what fails then would seem to notice everything.
async function pass(tests, copy) {
  const isGo = tests.startsWith("./");
  const result = isGo ? await run("go", ["test", "-short", ...tests.split(" ")], { cwd: root }) : await runForge(copy, tests);
  if (result.code !== 0) throw new Error(`without a change, ${tests} fails:\n${result.output.slice(-2000)}`);
}

// groups has the mutants of the same tests together, the largest group first: each job compiles a set of tests once.
function groups(mutants) {
  const found = new Map();
  for (const mutant of mutants) found.set(mutant.tests, [...(found.get(mutant.tests) || []), mutant]);
  return [...found.values()].sort((a, b) => b.length - a.length);
}

async function share(items, copies, work) {
  let next = 0;
  await Promise.all(copies.map(async (copy) => {
    while (next < items.length) await work(items[next++], copy);
  }));
}

const good = (mutant, result) => (mutant.equivalent ? result.status === "survived" : result.status === "killed");

// check lists the changes whose old text is not there any more: that costs no run.
function check() {
  const lost = parse(fs.readFileSync(path.join(__dirname, "mutants.txt"), "utf8")).filter((mutant) => mutated(mutant) === undefined);
  for (const mutant of lost) console.error(`mutants.txt: ${mutant.file} has not exactly once: ${mutant.old}`);
  process.exitCode = lost.length ? 1 : 0;
}

async function main() {
  if (process.argv[2] === "--check") return check();
  const wanted = new RegExp(process.argv[2] || "");
  const mutants = parse(fs.readFileSync(path.join(__dirname, "mutants.txt"), "utf8")).filter((m) => wanted.test(m.file));
  const base = fs.mkdtempSync(path.join(os.tmpdir(), "mutants-"));
  const began = Date.now();
  const results = new Map();
  try {
    const copies = Array.from({ length: jobs }, (_, job) => copyFor(job, base));
    await share(groups(mutants), copies, async (group, copy) => {
      await pass(group[0].tests, copy);
      for (const mutant of group) {
        const isOver = Date.now() - began > minutesAll * 60000;
        const result = isOver ? { status: "broken", by: `not tried within ${minutesAll} minutes` } : await attempt(mutant, copy, base);
        results.set(mutant, result);
        print(mutant, result);
      }
    });
  } finally {
    fs.rmSync(base, { recursive: true, force: true });
  }
  report(mutants, results, (Date.now() - began) / 1000);
}

function print(mutant, { status, by }) {
  const said = mutant.equivalent && status === "survived" ? "equivalent" : status;
  const columns = [String(mutant.number).padStart(3), said.padEnd(10), path.basename(mutant.file).padEnd(20), by.split("\n")[0].padEnd(56)];
  console.log(`${columns.join("  ")}  ${mutant.why || mutant.equivalent}`);
}

function report(mutants, results, seconds) {
  const count = (status) => mutants.filter((m) => results.get(m).status === status).length;
  console.log(`${mutants.length} mutants: ${count("killed")} killed, ${count("survived")} survived, ${count("broken")} broken, in ${Math.round(seconds)} s`);
  const bad = mutants.filter((m) => !good(m, results.get(m)));
  for (const mutant of bad) {
    const { status, by } = results.get(mutant);
    console.error(`\n${mutant.file}: ${status}, ${mutant.equivalent ? "though explained as equivalent" : mutant.why}\n- ${mutant.old}\n+ ${mutant.new}\n${by}`);
  }
  process.exitCode = bad.length === 0 ? 0 : 1;
}

main().catch((err) => {
  console.error(err.message);
  process.exitCode = 1;
});
