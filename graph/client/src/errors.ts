import type { ErrorCode } from "./codes.js";

/** A code of this version of the API, or of a later one. */
export type Code = ErrorCode | (string & {});

/** One error of an answer. */
export interface ApiError {
  /** The stable code. */
  readonly code: Code;
  /** What is wrong, without the value: it never holds health information. */
  readonly message: string;
  /** The field of the input, such as claims[0].lines[1].chargeCents; "" where none is at fault. */
  readonly path: string;
  /** The field of the answer, such as ["claim", "lines", 0]. */
  readonly at: readonly (string | number)[];
  /** After how many seconds to ask again, of RATE_LIMITED. */
  readonly retryAfterSeconds?: number;
  /** What the server's log names the request by, of INTERNAL. */
  readonly requestId?: string;
}

/** Thrown where the API answers with errors, and by {@link done}. Code, path and message are those of the first. */
export class ClearClaimError extends Error {
  override readonly name = "ClearClaimError";
  readonly code: Code;
  readonly path: string;

  /**
   * @param errors - All errors, at least one.
   * @param data - What was answered nevertheless; null is nothing.
   */
  constructor(
    readonly errors: readonly [ApiError, ...ApiError[]],
    readonly data: unknown = null,
  ) {
    const [first] = errors;
    super(`${first.code}: ${first.message}${first.path && ` at ${first.path}`}`);
    this.code = first.code;
    this.path = first.path;
  }
}

/** Thrown where nobody answers, or somebody who is not the API, as a proxy. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** Why what was given is not accepted: nothing was done. */
export interface ValidationFailure {
  readonly __typename: "ValidationFailure";
  readonly faults: readonly Fault[];
}

/** One reason of a {@link ValidationFailure}. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  /** The field of the input, such as lines[0].chargeCents. */
  readonly path: string;
}

/** Why a mutation was not carried out. */
export interface Refusal {
  readonly __typename: "Refusal";
  readonly code: string;
  readonly message: string;
  /** The field of the input, such as claims[0].lines; null where none is at fault. */
  readonly path?: string | null | undefined;
}

/** What a mutation answers, asked with its __typename. */
export type Payload = Refusal | ValidationFailure | { readonly __typename: `${string}Success` };

/** A payload's field is null where the mutation has an error, which the client throws. */
type Maybe = Payload | null | undefined;

/**
 * Returns what a mutation did.
 *
 * @param payload - What it answered: `{ __typename ... on Refusal { code message path } ... }`, and
 *   `... on ValidationFailure { faults { code message path } }` of mutations that may answer so.
 * @throws {@link ClearClaimError} where it was refused, with all faults where what was given is not accepted, and as
 *   INTERNAL where it answered what this client does not know for done.
 */
export function done<P extends Payload>(payload: P | null | undefined): Exclude<P, Refusal | ValidationFailure> {
  if (isRefusal(payload)) throw new ClearClaimError([refused(payload)]);
  if (isFailure(payload)) {
    const [first = unexplained, ...rest] = payload.faults.map(refused);
    throw new ClearClaimError([first, ...rest]);
  }
  if (!isSuccess(payload)) throw new ClearClaimError([unknown], payload);
  return payload as Exclude<P, Refusal | ValidationFailure>;
}

function isRefusal(payload: Maybe): payload is Refusal {
  return payload?.__typename === "Refusal";
}

function isFailure(payload: Maybe): payload is ValidationFailure {
  return payload?.__typename === "ValidationFailure";
}

/** A later API may answer what the types do not say. */
function isSuccess(payload: Maybe): boolean {
  const name: unknown = payload?.__typename;
  return typeof name === "string" && name.endsWith("Success");
}

function refused({ code, message, path }: Omit<Refusal, "__typename">): ApiError {
  return { code, message, path: path ?? "", at: [] };
}

const unknown: ApiError = { code: "INTERNAL", message: "an answer that this client does not know: it may be done", path: "", at: [] };
const unexplained: ApiError = { code: "INTERNAL", message: "not accepted, without a fault", path: "", at: [] };

/** An error as it is sent. */
export interface SentError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Record<string, unknown> | undefined;
}

/** Returns the error of an answer, undefined where it has none. */
export function errorOf(sent: readonly SentError[] | undefined, data?: unknown): ClearClaimError | undefined {
  const [first, ...rest] = (sent ?? []).map(apiError);
  return first && new ClearClaimError([first, ...rest], data ?? null);
}

function apiError({ message, path, extensions = {} }: SentError): ApiError {
  const { code, path: field, retryAfterSeconds, requestId } = extensions;
  return {
    code: typeof code === "string" ? code : "INTERNAL",
    message,
    path: typeof field === "string" ? field : "",
    at: path ?? [],
    ...(typeof retryAfterSeconds === "number" && { retryAfterSeconds }),
    ...(typeof requestId === "string" && { requestId }),
  };
}
