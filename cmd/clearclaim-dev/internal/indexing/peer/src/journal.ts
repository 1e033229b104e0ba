// Reads what a settlement tells of a submission's claims: docs/commitment.md, sections 5 and 7.

type Hex = `0x${string}`;

/** Takes fields off a word of 256 bits, from its least significant bit up. */
const reader = (word: string) => {
  let rest = BigInt("0x" + word);
  return (bits: number) => {
    const value = rest & ((1n << BigInt(bits)) - 1n);
    rest >>= BigInt(bits);
    return value;
  };
};

export function* entriesOf(journal: Hex) {
  const words = (journal.length - 2) / 64;
  const word = (i: number) => journal.slice(2 + 64 * i, 66 + 64 * i);
  for (let at = 0; at < words; ) {
    const take = reader(word(at));
    const interest = take(36), coverageYear = take(64), day = take(24), count = Number(take(8));
    const flags = Number(take(8)), version = Number(take(8)), mark = Number(take(8)), index = Number(take(16));
    const receiptLeaf = ("0x" + word(at + 1)) as Hex;
    at += 2;
    if (mark === 1) continue;
    let charge = 0n, allowed = 0n, patient = 0n, noncovered = 0n, isDenied = count > 0;
    const results = journal.slice(2 + 64 * at, 2 + 64 * (at + count));
    for (let end = at + count; at < end; at++) {
      const line = reader(word(at));
      noncovered += line(36);
      patient += line(36) + line(36) + line(36);
      if (line(8) === 0n) isDenied = false;
      line(8); // class
      allowed += line(36);
      line(14); // units
      charge += line(36);
    }
    const facts = [1, 2, 4].map((flag) => (flags & flag ? (("0x" + word(at++)) as Hex) : null));
    yield {
      claim_index: index, version, coverage_year: coverageYear, service_day: Number(day), receipt_leaf: receiptLeaf, flags,
      reasons_hash: facts[0], authorization_fact: facts[1], evidence_fact: facts[2], result: ("0x" + results) as Hex,
      charge_cents: charge, allowed_cents: allowed, paid_cents: allowed - patient - noncovered, patient_cents: patient,
      noncovered_cents: noncovered, interest_cents: interest, is_denied: isDenied,
    };
  }
}
