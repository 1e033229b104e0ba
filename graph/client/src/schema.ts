import { initGraphQLTada } from "gql.tada";
import type { introspection } from "./introspection.js";

/** What the API's own scalars are in JSON. */
export interface Scalars {
  /** A civil date, YYYY-MM-DD, with no zone. */
  Date: string;
  /** An instant, RFC 3339 in UTC. */
  Time: string;
  /** Minor units: an integer. */
  Cents: number;
  /** Bytes as 0x-prefixed hexadecimal digits. */
  Hex: string;
  /** Decimal digits of a number that may pass 32 bits. */
  BigInt: string;
}

/**
 * Makes a document of a query, mutation or subscription. What it does not share with the
 * published schema does not type-check; what it asks for and answers is typed.
 */
export const graphql = initGraphQLTada<{ introspection: introspection; scalars: Scalars }>();

export { readFragment } from "gql.tada";
export type { FragmentOf, ResultOf, TadaDocumentNode, VariablesOf } from "gql.tada";
