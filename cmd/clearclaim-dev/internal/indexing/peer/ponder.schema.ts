// The same rows as in the read model's tables of these names.
import { onchainTable, primaryKey } from "ponder";

const place = (t: any) => ({ block_number: t.bigint().notNull(), log_index: t.integer().notNull() });
const sent = (t: any) => ({ tx_hash: t.hex().notNull(), ...place(t) });

export const submissions = onchainTable("chain_submissions", (t) => ({
  insurer_id: t.bigint().notNull(),
  provider_id: t.bigint().notNull(),
  sequence: t.bigint().notNull(),
  batch: t.bigint().notNull(),
  first_index: t.integer().notNull(),
  claim_count: t.integer().notNull(),
  root: t.hex().notNull(),
  is_delegated: t.boolean().notNull(),
  ...place(t),
}), (table) => ({ pk: primaryKey({ columns: [table.insurer_id, table.provider_id, table.sequence] }) }));

export const batches = onchainTable("chain_batches", (t) => ({
  insurer_id: t.bigint().notNull(),
  batch: t.bigint().notNull(),
  root: t.hex().notNull(),
  claim_count: t.integer().notNull(),
  submission_count: t.integer().notNull(),
  received_at: t.bigint().notNull(),
  ...place(t),
}), (table) => ({ pk: primaryKey({ columns: [table.insurer_id, table.batch] }) }));

export const settlements = onchainTable("chain_settlements", (t) => ({
  insurer_id: t.bigint().notNull(),
  batch: t.bigint().notNull(),
  determination_root: t.hex().notNull(),
  decided: t.integer().notNull(),
  settled_at: t.bigint().notNull(),
  ...sent(t),
}), (table) => ({ pk: primaryKey({ columns: [table.insurer_id, table.batch] }) }));

export const determinations = onchainTable("chain_determinations", (t) => ({
  insurer_id: t.bigint().notNull(),
  batch: t.bigint().notNull(),
  claim_index: t.integer().notNull(),
  version: t.integer().notNull(),
  provider_id: t.bigint().notNull(),
  coverage_year: t.bigint().notNull(),
  service_day: t.integer().notNull(),
  receipt_leaf: t.hex().notNull(),
  flags: t.integer().notNull(),
  reasons_hash: t.hex(),
  authorization_fact: t.hex(),
  evidence_fact: t.hex(),
  result: t.hex().notNull(),
  charge_cents: t.bigint().notNull(),
  allowed_cents: t.bigint().notNull(),
  paid_cents: t.bigint().notNull(),
  patient_cents: t.bigint().notNull(),
  noncovered_cents: t.bigint().notNull(),
  interest_cents: t.bigint().notNull(),
  is_denied: t.boolean().notNull(),
  determined_at: t.bigint().notNull(),
  ...sent(t),
}), (table) => ({ pk: primaryKey({ columns: [table.insurer_id, table.batch, table.claim_index, table.version] }) }));

export const payouts = onchainTable("chain_payouts", (t) => ({
  insurer_id: t.bigint().notNull(),
  batch: t.bigint().notNull(),
  provider_id: t.bigint().notNull(),
  payee: t.hex().notNull(),
  cents: t.bigint().notNull(),
  interest_cents: t.bigint().notNull(),
  offset_cents: t.bigint().notNull(),
  token_amount: t.bigint().notNull(),
  paid_at: t.bigint().notNull(),
  ...sent(t),
}), (table) => ({ pk: primaryKey({ columns: [table.block_number, table.log_index] }) }));

export const movements = onchainTable("chain_escrow_movements", (t) => ({
  insurer_id: t.bigint().notNull(),
  counterparty: t.hex().notNull(),
  token_amount: t.bigint().notNull(),
  moved_at: t.bigint().notNull(),
  ...place(t),
}), (table) => ({ pk: primaryKey({ columns: [table.block_number, table.log_index] }) }));

export const transfers = onchainTable("chain_transfers", (t) => ({
  sender: t.hex().notNull(),
  recipient: t.hex().notNull(),
  token_amount: t.bigint().notNull(),
  ...sent(t),
}), (table) => ({ pk: primaryKey({ columns: [table.block_number, table.log_index] }) }));

export const registrations = onchainTable("chain_registrations", (t) => ({
  kind: t.text().notNull(),
  insurer_id: t.bigint().notNull(),
  id: t.bigint().notNull(),
  ...place(t),
}), (table) => ({ pk: primaryKey({ columns: [table.kind, table.insurer_id, table.id] }) }));

export const coverages = onchainTable("chain_coverage_events", (t) => ({
  insurer_id: t.bigint().notNull(),
  coverage_year: t.bigint().notNull(),
  plan_id: t.bigint().notNull(),
  start_day: t.integer().notNull(),
  family_year: t.bigint().notNull(),
  extension: t.bigint().notNull(),
  end_day: t.integer().notNull(),
  happened_at: t.bigint().notNull(),
  ...place(t),
}), (table) => ({ pk: primaryKey({ columns: [table.block_number, table.log_index] }) }));

export const credentials = onchainTable("chain_credential_events", (t) => ({
  provider_id: t.bigint().notNull(),
  credential: t.text().notNull(),
  ordinal: t.integer().notNull(),
  start_day: t.integer().notNull(),
  end_day: t.integer().notNull(),
  hash: t.hex().notNull(),
  done_by: t.hex().notNull(),
  happened_at: t.bigint().notNull(),
  ...place(t),
}), (table) => ({ pk: primaryKey({ columns: [table.block_number, table.log_index] }) }));
