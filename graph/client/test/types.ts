// What must not type-check. Each line below the words is an error, or the compiler fails.
import { ClearClaim, done, graphql } from "@clearclaim/client";

const client = new ClearClaim({ url: "", token: () => "" });
const unknownField = graphql(`
  query Unknown {
    viewer {
      salary
    }
  }
`);
const unknownDeep = graphql(`
  query UnknownDeep($all: Boolean!) {
    claims(first: 1) {
      nodes {
        id
        lines @include(if: $all) {
          sequence
          salary
        }
      }
    }
  }
`);
const claim = graphql(`
  query Claim($id: ID!) {
    claim(id: $id) {
      status
      paidCents
    }
  }
`);
const pause = graphql(`
  mutation Pause($input: SetInsurerPausedInput!) {
    setInsurerPaused(input: $input) @idempotent(key: "k") {
      __typename
      ... on SetInsurerPausedSuccess {
        insurer {
          name
        }
      }
      ... on Refusal {
        code
        message
      }
    }
  }
`);
const blind = graphql(`
  mutation Blind($input: SetInsurerPausedInput!) {
    setInsurerPaused(input: $input) @idempotent(key: "k") {
      __typename
    }
  }
`);
const voidClaim = graphql(`
  mutation VoidClaim($input: VoidClaimInput!) {
    voidClaim(input: $input) @idempotent(key: "k") {
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
      }
    }
  }
`);
const faultless = graphql(`
  mutation Faultless($input: VoidClaimInput!) {
    voidClaim(input: $input) @idempotent(key: "k") {
      __typename
      ... on VoidClaimSuccess {
        claim {
          id
        }
      }
      ... on Refusal {
        code
        message
      }
    }
  }
`);

export async function types(): Promise<void> {
  // @ts-expect-error: the schema has no such field
  await client.query(unknownField, {});
  // @ts-expect-error: nor deep in a list, nor behind a condition
  await client.query(unknownDeep, { all: true });
  // @ts-expect-error: the document does not ask for it
  (await client.query(claim, { id: "x" })).claim?.number;
  // @ts-expect-error: the variable is missing
  await client.query(claim, {});
  // @ts-expect-error: the variable is of another type
  await client.query(claim, { id: 5 });
  const found = (await client.query(claim, { id: "x" })).claim;
  const cents: number | null | undefined = found?.paidCents;
  // @ts-expect-error: an amount is a number
  const text: string = found?.paidCents ?? 0;
  const isPaid = found?.status === "PAID";
  // @ts-expect-error: there is no such status
  const isLost = found?.status === "LOST";
  const input = { insurer: 1, isPaused: true };
  const paused = (await client.mutate(pause, { input })).setInsurerPaused;
  // @ts-expect-error: it may have been refused
  paused?.insurer;
  const name: string = done(paused).insurer.name;
  // @ts-expect-error: a refusal's code was not asked for
  done((await client.mutate(blind, { input })).setInsurerPaused);
  const voided = (await client.mutate(voidClaim, { input: { claimId: "x" } })).voidClaim;
  const id: string = done(voided).claim.id;
  // @ts-expect-error: what was done has no faults
  done(voided).faults;
  // @ts-expect-error: the faults were not asked for
  done((await client.mutate(faultless, { input: { claimId: "x" } })).voidClaim);
  void [cents, text, isPaid, isLost, name, id];
}
