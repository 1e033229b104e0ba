// Runs the audits of GraphQL over HTTP (npm graphql-http) against the endpoint
// that is named, and prints one a line. It fails unless there are as many as expected and
// every one of them, also those that the specification only recommends, holds.
//
// Usage: node audit.js URL COUNT
import { serverAudits } from "graphql-http";

const [url, count] = process.argv.slice(2);
const audits = serverAudits({ url, fetchFn: fetch });
let held = 0;
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status === "ok") held += 1;
  console.log([result.status, audit.id, audit.name, result.reason].filter(Boolean).join("  "));
}
console.log(`${held} of ${audits.length} audits hold`);
process.exitCode = held === audits.length && audits.length === Number(count) ? 0 : 1;
