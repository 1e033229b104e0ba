export { ClearClaim, newKey } from "./client.js";
export type { Answer, ClearClaimOptions, FollowOptions, RequestOptions } from "./client.js";
export { ClearClaimError, UnreachableError, done } from "./errors.js";
export type { ApiError, Code, Fault, Payload, Refusal, ValidationFailure } from "./errors.js";
export type { ErrorCode } from "./codes.js";
export type { Change } from "./follow.js";
export type { RetryPolicy } from "./retry.js";
export { graphql, readFragment } from "./schema.js";
export type { FragmentOf, ResultOf, Scalars, TadaDocumentNode, VariablesOf } from "./schema.js";
