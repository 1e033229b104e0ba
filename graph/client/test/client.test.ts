// How the client behaves whatever the API answers.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ClearClaim, ClearClaimError, UnreachableError, documentText, done, graphql, newKey } from "@clearclaim/client";
import type { ClearClaimOptions } from "@clearclaim/client";

const viewer = graphql(`
  query Viewer {
    viewer {
      subject
    }
  }
`);
const waiting = graphql(`
  query Waiting @atLeastBlock(number: "3", waitMs: 1) {
    viewer {
      subject
    }
  }
`);
const close = graphql(`
  mutation Close($input: WaiveRecoveryInput!, $key: String!) {
    waiveRecovery(input: $input) @idempotent(key: $key) {
      __typename
      ... on WaiveRecoverySuccess {
        recovery
      }
      ... on Refusal {
        code
        message
        path
      }
    }
  }
`);
const takeBack = graphql(`
  mutation TakeBack($input: VoidClaimInput!, $key: String!) {
    voidClaim(input: $input) @idempotent(key: $key) {
      __typename
      ... on VoidClaimSuccess {
        claim {
          id
        }
      }
      ... on ValidationFailure {
        faults {
          code
          message
          path
        }
      }
      ... on Refusal {
        code
        message
        path
      }
    }
  }
`);
const halfKeyed = graphql(`
  mutation Half($input: WaiveRecoveryInput!) {
    a: waiveRecovery(input: $input) @idempotent(key: "k") {
      __typename
    }
    b: waiveRecovery(input: $input) {
      __typename
    }
  }
`);
const changes = graphql(`
  subscription Changes {
    claimChanged {
      id
    }
  }
`);

interface Request {
  readonly query: string;
  readonly extensions?: { readonly atLeastBlock: { readonly number: string } };
  readonly headers: Headers;
  readonly signal: AbortSignal | null | undefined;
}
type Reply = (request: Request) => Response | Promise<Response>;

/** A client of somebody who gives these replies, and what they were asked. */
function served(replies: Reply[], options: Partial<ClearClaimOptions> = {}): { client: ClearClaim; asked: Request[] } {
  const asked: Request[] = [];
  const fetch: typeof globalThis.fetch = async (_, init) => {
    const request = { ...JSON.parse(String(init?.body)), headers: new Headers(init?.headers), signal: init?.signal };
    const reply = replies[asked.push(request) - 1];
    assert(reply, "asked once too often");
    return reply(request);
  };
  let tokens = 0;
  const token = () => `t${++tokens}`;
  return { client: new ClearClaim({ url: "https://api/graphql", token, fetch, retry: { pauseMs: 1 }, ...options }), asked };
}

const answers = (data: unknown, extensions = {}): Reply => () => Response.json({ data, extensions });
const refuses = (code: string, more = {}): Reply => () =>
  Response.json({ errors: [{ message: "no", extensions: { code, ...more } }] }, { status: 400 });
const breaks: Reply = () => Promise.reject(new TypeError("connection reset"));
const proxied: Reply = () => new Response("<html>", { status: 502 });
const seen = answers({ viewer: { subject: "s" } });

test("a query is sent again until what was in its way has passed", async () => {
  const { client, asked } = served([breaks, proxied, refuses("UNAVAILABLE"), refuses("STALE"), seen]);
  assert.equal((await client.query(viewer, {})).viewer.subject, "s");
  assert.deepEqual(asked.map(({ headers }) => headers.get("authorization")), ["Bearer t1", "Bearer t2", "Bearer t3", "Bearer t4", "Bearer t5"]);
});

test("a query is given up after so many times", async () => {
  const { client, asked } = served([breaks, breaks, proxied], { retry: { retries: 2, pauseMs: 1 } });
  await assert.rejects(client.query(viewer, {}), UnreachableError);
  assert.equal(asked.length, 3);
});

test("the pause that the API asks for is kept, and not begun where it is too long", async () => {
  const patient = served([refuses("RATE_LIMITED", { retryAfterSeconds: 0.2 }), seen]);
  const began = performance.now();
  await patient.client.query(viewer, {});
  assert(performance.now() - began >= 190);
  const { client, asked } = served([refuses("RATE_LIMITED", { retryAfterSeconds: 3600 })]);
  await assert.rejects(client.query(viewer, {}), { code: "RATE_LIMITED" });
  assert.equal(asked.length, 1);
});

test("what will not pass is thrown at once, with all errors and what was answered", async () => {
  const errors = [
    { message: "too many", path: ["a", 0], extensions: { code: "FIELD_TOO_LONG", path: "claims[0].lines" } },
    { message: "internal error", extensions: { code: "INTERNAL", requestId: "R" } },
  ];
  const { client } = served([() => Response.json({ data: { a: null }, errors })]);
  await assert.rejects(client.query(viewer, {}), (error) => {
    assert(error instanceof ClearClaimError);
    assert.equal(error.message, "FIELD_TOO_LONG: too many at claims[0].lines");
    assert.deepEqual([error.code, error.path, error.data], ["FIELD_TOO_LONG", "claims[0].lines", { a: null }]);
    assert.deepEqual(error.errors, [
      { code: "FIELD_TOO_LONG", message: "too many", path: "claims[0].lines", at: ["a", 0] },
      { code: "INTERNAL", message: "internal error", path: "", at: [], requestId: "R" },
    ]);
    return true;
  });
});

test("a mutation is sent again only if each of its fields has a key", async () => {
  const input = { recovery: "1-4-0-1" };
  const keyed = served([breaks, answers({ waiveRecovery: { __typename: "WaiveRecoverySuccess", recovery: "1-4-0-1" } })]);
  await keyed.client.mutate(close, { input, key: newKey() });
  assert.equal(keyed.asked.length, 2);
  const half = served([breaks]);
  await assert.rejects(half.client.mutate(halfKeyed, { input }), UnreachableError);
  assert.equal(half.asked.length, 1);
});

test("what was done is returned, and a refusal thrown like an error", async () => {
  const input = { recovery: "1-4-0-1" };
  const { client, asked } = served([
    answers({ waiveRecovery: { __typename: "WaiveRecoverySuccess", recovery: "1-4-0-1" } }),
    answers({ waiveRecovery: { __typename: "Refusal", code: "RECOVERY_NOT_FOUND", message: "no such recovery", path: null } }),
    answers({ waiveRecovery: { __typename: "Refusal", code: "TEXT_INVALID", message: "no text", path: "recovery" } }),
  ]);
  assert.equal(done((await client.mutate(close, { input, key: "a" })).waiveRecovery).recovery, "1-4-0-1");
  const missing = (await client.mutate(close, { input, key: "b" })).waiveRecovery;
  assert.equal(missing?.__typename === "Refusal" && missing.code, "RECOVERY_NOT_FOUND");
  assert.throws(() => done(missing), (error) => {
    assert(error instanceof ClearClaimError);
    assert.deepEqual([error.code, error.path, error.message], ["RECOVERY_NOT_FOUND", "", "RECOVERY_NOT_FOUND: no such recovery"]);
    return true;
  });
  const { waiveRecovery } = await client.mutate(close, { input, key: "c" });
  assert.throws(() => done(waiveRecovery), { message: "TEXT_INVALID: no text at recovery" });
  assert.equal(asked.length, 3, "a refusal is not asked again");
});

test("what the client does not know is not done", async () => {
  const input = { recovery: "1-4-0-1" };
  for (const payload of [{ __typename: "Postponement" }, { __typename: "SuccessLater" }, { recovery: "1-4-0-1" }, {}, null, undefined]) {
    const { client } = served([answers({ waiveRecovery: payload })]);
    const { waiveRecovery } = await client.mutate(close, { input, key: "a" });
    assert.throws(() => done(waiveRecovery), (error) => {
      assert(error instanceof ClearClaimError);
      assert.deepEqual([error.code, error.data], ["INTERNAL", payload ?? null]);
      return true;
    });
  }
});

test("what is not accepted is no answer of what was done", async () => {
  const faults = [
    { code: "CLAIM_UNDER_APPEAL", message: "it is under appeal", path: "claimId" },
    { code: "NOT_INSURED", message: "not insured", path: "memberNumber" },
  ];
  const fails = (some: unknown[]) => answers({ voidClaim: { __typename: "ValidationFailure", faults: some } });
  const { client, asked } = served([
    answers({ voidClaim: { __typename: "VoidClaimSuccess", claim: { id: "c" } } }),
    fails(faults),
    fails([]),
  ]);
  const input = { claimId: "x" };
  assert.equal(done((await client.mutate(takeBack, { input, key: "a" })).voidClaim).claim.id, "c");
  const { voidClaim } = await client.mutate(takeBack, { input, key: "b" });
  assert.throws(() => done(voidClaim), (error) => {
    assert(error instanceof ClearClaimError);
    assert.equal(error.message, "CLAIM_UNDER_APPEAL: it is under appeal at claimId");
    assert.deepEqual(error.errors, faults.map((fault) => ({ ...fault, at: [] })));
    return true;
  });
  const unexplained = await client.mutate(takeBack, { input, key: "c" });
  assert.throws(() => done(unexplained.voidClaim), { code: "INTERNAL" });
  assert.equal(asked.length, 3, "what is not accepted is not asked again");
});

test("queries wait for the client's last write where that is asked for", async () => {
  const wrote = (block: string) => answers({ waiveRecovery: { __typename: "WaiveRecoverySuccess", recovery: "1-4-0-1" } }, { block });
  const { client, asked } = served([seen, wrote("18446744073709551615"), wrote("7"), seen, seen, seen]);
  const variables = { input: { recovery: "1-4-0-1" }, key: "k" };
  await client.query(viewer, {}, { readsOwnWrites: true });
  await client.mutate(close, variables);
  await client.mutate(close, variables, { readsOwnWrites: true });
  assert.equal(client.written, 18446744073709551615n);
  await client.query(viewer, {}, { readsOwnWrites: true });
  await client.query(viewer, {});
  await client.query(waiting, {}, { readsOwnWrites: true });
  const waits = asked.map(({ extensions }) => extensions?.atLeastBlock.number);
  assert.deepEqual(waits, [undefined, undefined, undefined, "18446744073709551615", undefined, undefined]);
  assert.deepEqual([asked[0]?.query, asked[3]?.query], [documentText(viewer), documentText(viewer)], "a trusted document stays one");
  assert.match(asked[5]?.query ?? "", /@atLeastBlock\(number: "3"/, "its own block is the document's");
});

test("a request ends with its signal, and is not sent again", async () => {
  const control = new AbortController();
  const { client, asked } = served([
    () => {
      control.abort(new Error("enough"));
      return breaks({} as Request);
    },
  ]);
  await assert.rejects(client.query(viewer, {}, { signal: control.signal }), { message: "enough" });
  assert.equal(asked.length, 1);
});

test("a request that takes too long counts as one that was not answered", async () => {
  const hangs: Reply = ({ signal }) => new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  // What waits for a timer of a signal alone does not keep Node running.
  const running = setInterval(() => {}, 1000);
  const { client, asked } = served([hangs, seen], { timeoutMs: 20 });
  await client.query(viewer, {});
  clearInterval(running);
  assert.equal(asked.length, 2);
});

/** A stream of events that goes on, silent, after these; it ends with the request. */
const streams = (...events: unknown[]): Reply => ({ signal }) => {
  const text = events.map((event) => `event: next\ndata: ${JSON.stringify(event)}\n\n`).join("");
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`:\n\nid: start\n\n${text}`));
      signal?.addEventListener("abort", () => controller.error(signal.reason));
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
};
const changed = (id: string) => ({ data: { claimChanged: { id } }, extensions: { token: `after-${id}` } });
const stopped = (code: string) => ({ errors: [{ message: "no", extensions: { code } }] });

test("a subscription goes on after its last change, whatever ends its connections", async () => {
  const { client, asked } = served(
    [
      answers({ __typename: "Query" }, { token: "t0" }),
      breaks,
      streams(changed("a")), // then silent
      proxied,
      streams(changed("b"), stopped("SUBSCRIPTION_TOO_SLOW")),
      streams(stopped("UNAUTHENTICATED")),
      streams(stopped("UNAVAILABLE")),
      streams(changed("c")),
    ],
    { silenceMs: 50 },
  );
  const seen: string[] = [];
  for await (const { data, token } of client.follow(changes, {})) {
    seen.push(`${data.claimChanged.id} ${token}`);
    if (seen.length === 3) break;
  }
  assert.deepEqual(seen, ["a after-a", "b after-b", "c after-c"]);
  assert.equal(asked[0]?.query, "query Now {\n  __typename\n}", "which servers that answer trusted documents alone know");
  const after = asked.slice(1).map(({ headers }) => headers.get("last-event-id"));
  assert.deepEqual(after, ["t0", "t0", "after-a", "after-a", "after-b", "after-b", "after-b"]);
  assert.equal(asked.at(-1)?.signal?.aborted, true, "who leaves closes the connection");
});

test("a quiet subscription is cut off as often as it lived in between", async () => {
  const lives: Reply = async ({ signal }) => {
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode(":\n\n"));
        await new Promise((resolve) => setTimeout(resolve, 60));
        controller.enqueue(new TextEncoder().encode(":\n\n"));
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (!signal?.aborted) controller.error(new TypeError("connection reset"));
      },
    });
    return new Response(body);
  };
  const { client, asked } = served([lives, lives, lives, lives, streams(changed("a"))], { silenceMs: 200, retry: { retries: 1, pauseMs: 1 } });
  for await (const { data } of client.follow(changes, {}, { after: "t0" })) {
    assert.equal(data.claimChanged.id, "a");
    break;
  }
  assert.equal(asked.length, 5);
});

test("a subscription that nobody answers is opened anew", async () => {
  const hangs: Reply = ({ signal }) => new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const { client, asked } = served([hangs, streams(changed("a"))], { silenceMs: 20 });
  assert.equal((await client.follow(changes, {}, { after: "t0" }).next()).value?.data.claimChanged.id, "a");
  assert.equal(asked.length, 2);
});

test("a subscription throws what another connection cannot help with", async () => {
  for (const reply of [streams(stopped("RESYNC_REQUIRED")), refuses("RESYNC_REQUIRED")]) {
    const { client, asked } = served([reply]);
    await assert.rejects(client.follow(changes, {}, { after: "t0" }).next(), { code: "RESYNC_REQUIRED" });
    assert.equal(asked.length, 1);
  }
  const lost = served([breaks, breaks, breaks], { retry: { retries: 2, pauseMs: 1 } });
  await assert.rejects(lost.client.follow(changes, {}, { after: "t0" }).next(), UnreachableError);
});

test("a subscription ends with its signal", async () => {
  const control = new AbortController();
  const { client, asked } = served([streams(changed("a"))]);
  const following = client.follow(changes, {}, { after: "t0", signal: control.signal });
  assert.equal((await following.next()).value?.data.claimChanged.id, "a");
  setTimeout(() => control.abort(new Error("enough")), 20);
  await assert.rejects(following.next(), { message: "enough" });
  assert.equal(asked.length, 1);
});
