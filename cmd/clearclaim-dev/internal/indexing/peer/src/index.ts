import { ponder } from "ponder:registry";
import {
  batches, coverages, credentials, determinations, movements, payouts, registrations, settlements, submissions, transfers,
} from "ponder:schema";
import { entriesOf } from "./journal";

const place = (event: any) => ({ block_number: event.block.number, log_index: event.log.logIndex });
const sent = (event: any) => ({ tx_hash: event.transaction.hash, ...place(event) });

ponder.on("Ledger:SubmissionReceived", async ({ event, context }: any) => {
  const a = event.args;
  await context.db.insert(submissions).values({
    insurer_id: BigInt(a.insurer), provider_id: BigInt(a.provider), sequence: a.sequence, batch: BigInt(a.batch),
    first_index: a.firstIndex, claim_count: a.count, root: a.root, is_delegated: a.isDelegated, ...place(event),
  });
});

ponder.on("Ledger:BatchReceived", async ({ event, context }: any) => {
  const a = event.args;
  await context.db.insert(batches).values({
    insurer_id: BigInt(a.insurer), batch: BigInt(a.batch), root: a.root, claim_count: a.count,
    submission_count: a.submissionCount, received_at: a.receivedAt, ...place(event),
  });
});

ponder.on("Ledger:SubmissionSettled", async ({ event, context }: any) => {
  const a = event.args;
  const all = {
    insurer_id: BigInt(a.insurer), batch: BigInt(a.batch), provider_id: BigInt(a.provider),
    determined_at: event.block.timestamp, ...sent(event),
  };
  const rows = [...entriesOf(a.journal)].map((entry) => ({ ...all, ...entry }));
  if (rows.length > 0) await context.db.insert(determinations).values(rows);
});

ponder.on("Ledger:BatchSettled", async ({ event, context }: any) => {
  const a = event.args;
  await context.db.insert(settlements).values({
    insurer_id: BigInt(a.insurer), batch: BigInt(a.batch), determination_root: a.determinationRoot, decided: a.decided,
    settled_at: a.settledAt, ...sent(event),
  });
});

ponder.on("Escrow:PayoutReleased", async ({ event, context }: any) => {
  const a = event.args;
  await context.db.insert(payouts).values({
    insurer_id: BigInt(a.insurer), batch: BigInt(a.batch), provider_id: BigInt(a.provider), payee: a.payee, cents: a.cents,
    interest_cents: a.interestCents, offset_cents: a.offsetCents, token_amount: a.tokenAmount,
    paid_at: event.block.timestamp, ...sent(event),
  });
});

ponder.on("Escrow:Deposited", async ({ event, context }: any) => {
  const a = event.args;
  await context.db.insert(movements).values({
    insurer_id: BigInt(a.insurer), counterparty: a.from, token_amount: a.tokenAmount, moved_at: event.block.timestamp,
    ...place(event),
  });
});

const transfer = async ({ event, context }: any) => {
  const a = event.args;
  await context.db.insert(transfers).values({ sender: a.from, recipient: a.to, token_amount: a.value, ...sent(event) });
};
ponder.on("TokenOut:Transfer", transfer);
ponder.on("TokenIn:Transfer", transfer);

const register = (event: any, context: any, kind: string, insurer: number, id: bigint) =>
  context.db.insert(registrations).values({ kind, insurer_id: BigInt(insurer), id, ...place(event) });

ponder.on("Organizations:InsurerRegistered", async ({ event, context }: any) => {
  await register(event, context, "insurer", event.args.insurer, BigInt(event.args.insurer));
});

ponder.on("Organizations:ProviderRegistered", async ({ event, context }: any) => {
  await register(event, context, "provider", event.args.registeredBy, BigInt(event.args.provider));
});

ponder.on("Plans:PlanPublished", async ({ event, context }: any) => {
  await register(event, context, "plan", event.args.insurer, BigInt(event.args.plan));
});

ponder.on("Coverages:CoverageEnrolled", async ({ event, context }: any) => {
  const a = event.args;
  await register(event, context, "coverage_year", a.insurer, a.coverageYear);
  await context.db.insert(coverages).values({
    insurer_id: BigInt(a.insurer), coverage_year: a.coverageYear, plan_id: BigInt(a.plan), start_day: a.startDay,
    family_year: BigInt(a.family), extension: a.extension, end_day: a.endDay, happened_at: event.block.timestamp,
    ...place(event),
  });
});

const kinds = ["licence", "enrolment", "exclusion"];

ponder.on("Credentials:CredentialRecorded", async ({ event, context }: any) => {
  const a = event.args;
  await context.db.insert(credentials).values({
    provider_id: BigInt(a.provider), credential: kinds[a.kind], ordinal: a.id, start_day: a.startDay, end_day: a.endDay,
    hash: a.documentHash, done_by: a.recordedBy, happened_at: event.block.timestamp, ...place(event),
  });
});
