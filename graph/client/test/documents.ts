// What live.ts sends, which the API that it is tried on trusts.
import { graphql } from "@clearclaim/client";

export const page = graphql(`
  query Page($first: Int!, $after: String) {
    claims(first: $first, after: $after) {
      nodes {
        id
        status
        chargeCents
        lines {
          serviceDate
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
export const register = graphql(`
  mutation Register($input: RegisterAuthorizationInput!, $key: String!) {
    registerAuthorization(input: $input) @idempotent(key: $key) {
      __typename
      ... on RegisterAuthorizationSuccess {
        number
      }
      ... on Refusal {
        code
        message
        path
      }
    }
  }
`);
export const viewer = graphql(`
  query Viewer {
    viewer {
      role
    }
  }
`);
export const changes = graphql(`
  subscription Changes {
    claimChanged {
      id
      status
    }
  }
`);
