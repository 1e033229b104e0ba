// Drives a served API with the client. The Go test that runs it reads what it prints, and
// breaks what it stands on.
import assert from "node:assert/strict";

import { ClearClaim, done } from "@clearclaim/client";

import { changes, page, register, viewer } from "./documents.js";

const { url = "", insurer = "", patient = "", old = "" } = process.env;

/** Reads all claims, page by page, and returns their ids and the token to follow them after. */
async function reads(client: ClearClaim): Promise<{ ids: Set<string>; token: string }> {
  const first = await client.request(page, { first: 2 });
  const [claim] = first.data.claims.nodes;
  const cents: number | null | undefined = claim?.chargeCents;
  assert.deepEqual([claim?.status, cents, claim?.lines?.[0]?.serviceDate], ["ACCEPTED", 15_000, "2026-02-03"]);
  const { hasNextPage, endCursor = null } = first.data.claims.pageInfo;
  assert(hasNextPage && first.token);
  const rest = await client.query(page, { first: 2, after: endCursor });
  const nodes = [...first.data.claims.nodes, ...rest.claims.nodes];
  return { ids: new Set(nodes.map(({ id }) => id)), token: first.token };
}

async function isTold(client: ClearClaim): Promise<void> {
  await assert.rejects(client.query(page, { first: 0 }), { name: "ClearClaimError", code: "PAGE_SIZE_INVALID" });
  const procedures = Array.from({ length: 201 }, () => ({ system: "synthetic", code: "ZX100" }));
  const { registerAuthorization } = await client.mutate(register, { input: { ...authorization, procedures }, key: "faulty" });
  assert.throws(() => done(registerAuthorization), { name: "ClearClaimError", code: "TOO_MANY_LINES", path: "procedures" });
  const stranger = new ClearClaim({ url, token: () => "none" });
  await assert.rejects(stranger.query(page, { first: 1 }), { code: "UNAUTHENTICATED" });
}

const authorization = {
  insurer: 1,
  memberNumber: "MEMBER-anna",
  number: "A-1",
  procedures: [],
  startDate: "2026-02-01",
  units: 3,
};

/** Writes once, though the first answer is lost, and reads what it wrote. */
async function writes(): Promise<void> {
  const asked: string[] = [];
  const client = new ClearClaim({
    url,
    token: () => insurer,
    readsOwnWrites: true,
    fetch: (input, init) => {
      const isFirst = asked.push(String(init?.body)) === 1;
      return fetch(input, { ...init, headers: { ...init?.headers, ...(isFirst && { "x-lose-answer": "yes" }) } });
    },
  });
  const { registerAuthorization } = await client.mutate(register, { input: authorization, key: "k" });
  assert.deepEqual([done(registerAuthorization).number, asked.length], ["A-1", 2]);
  const again = await client.mutate(register, { input: authorization, key: "k" });
  assert.equal(done(again.registerAuthorization).number, "A-1");
  const other = await client.mutate(register, { input: { ...authorization, units: 4 }, key: "k" });
  assert.throws(() => done(other.registerAuthorization), { code: "IDEMPOTENCY_KEY_CONFLICT", path: "" });
  assert.equal(client.written, 9n);
  await client.query(viewer, {});
  assert.deepEqual(JSON.parse(asked.at(-1) ?? "").extensions, { atLeastBlock: { number: "9" } });
}

/** Sees each claim change once more, however often its connection breaks. */
async function follows(client: ClearClaim, ids: Set<string>, after: string): Promise<void> {
  await assert.rejects(client.follow(changes, {}, { after: old }).next(), { code: "RESYNC_REQUIRED" });
  console.log("following");
  for await (const { data } of client.follow(changes, {}, { after })) {
    assert.equal(data.claimChanged.status, "ACCEPTED");
    if (ids.delete(data.claimChanged.id)) console.log("changed");
    if (ids.size === 0) return;
  }
}

const asPatient = new ClearClaim({ url, token: async () => patient });
const { ids, token } = await reads(asPatient);
assert.equal(ids.size, 3);
await isTold(new ClearClaim({ url, token: () => insurer }));
await writes();
await follows(asPatient, ids, token);
