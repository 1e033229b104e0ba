import { ClearClaim, ClearClaimError, done, graphql, newKey } from "@clearclaim/client";

const page = graphql(`
  query Page($after: String) {
    claims(first: 50, after: $after, filter: { statuses: [PAID] }) {
      nodes {
        id
        number
        paidCents
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const submit = graphql(`
  mutation Submit($input: SubmitClaimsInput!, $key: String!) {
    submitClaims(input: $input) @idempotent(key: $key) {
      __typename
      ... on SubmitClaimsSuccess {
        accepted {
          index
          id
        }
        rejected {
          index
          faults {
            code
            path
            message
          }
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

const changes = graphql(`
  subscription Changes {
    claimChanged {
      id
      status
    }
  }
`);

/** Says what was paid, submits a claim and waits until it is decided. */
export async function example(url: string, token: () => Promise<string>): Promise<void> {
  const client = new ClearClaim({ url, token, readsOwnWrites: true });

  const { data, token: read } = await client.request(page, {});
  const paidCents = data.claims.nodes.reduce((sum, claim) => sum + (claim.paidCents ?? 0), 0);
  console.log(`${paidCents} cents on ${data.claims.nodes.length} claims`);

  const key = newKey(); // keep it with what is submitted: the same key and input again is the same act
  const line = { sequence: 1, procedure: { system: "hcpcs", code: "G0101" }, serviceDate: "2026-02-03", chargeCents: 12_000 };
  const claim = { insurer: 1, patientAccountNumber: "A-1", memberNumber: "M-1", lines: [line] };
  const accepted = new Set<string>();
  try {
    const { submitClaims } = await client.mutate(submit, { input: { claims: [{ type: "PROFESSIONAL", ...claim }] }, key });
    const submitted = done(submitClaims); // throws where it was refused; or look at __typename
    submitted.accepted.forEach(({ id }) => accepted.add(id));
    submitted.rejected.forEach(({ faults }) => console.error(faults));
  } catch (error) {
    if (!(error instanceof ClearClaimError)) throw error;
    console.error(error.code, error.path);
  }

  if (accepted.size === 0) return;
  for await (const { data } of client.follow(changes, {}, read ? { after: read } : {})) {
    const { id, status } = data.claimChanged;
    if (status === "PAID" || status === "DENIED") accepted.delete(id);
    if (accepted.size === 0) return;
  }
}
