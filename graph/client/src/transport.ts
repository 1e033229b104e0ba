import { UnreachableError, errorOf } from "./errors.js";
import type { SentError } from "./errors.js";

/** Where the API is and who asks. */
export interface Endpoint {
  readonly url: string;
  readonly token: () => string | Promise<string>;
  readonly fetch: typeof fetch;
}

/** An operation as it is sent. */
export interface Operation {
  readonly query: string;
  readonly variables: object;
  /** What a query waits for. */
  readonly extensions?: { readonly atLeastBlock: { readonly number: string } };
}

/** An answer as it is sent. */
export interface Sent {
  readonly data?: unknown;
  readonly errors?: readonly SentError[];
  readonly extensions?: { readonly block?: string; readonly token?: string };
}

/** Returns the header that says who asks. */
export async function authorization(endpoint: Endpoint): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await endpoint.token()}` };
}

/**
 * Sends an operation and returns its answer.
 *
 * @throws {@link ClearClaimError} where the API answers with errors, {@link UnreachableError} where it does not answer.
 */
export async function post(endpoint: Endpoint, operation: Operation, signal: AbortSignal, caller?: AbortSignal): Promise<Sent> {
  const headers = { ...(await authorization(endpoint)), "content-type": "application/json", accept: "application/json" };
  let response: Response;
  let text: string;
  try {
    response = await endpoint.fetch(endpoint.url, { method: "POST", headers, body: JSON.stringify(operation), signal });
    text = await response.text();
  } catch (cause) {
    caller?.throwIfAborted();
    throw new UnreachableError("the API could not be reached", { cause });
  }
  const sent = answerOf(response.status, text);
  const error = errorOf(sent.errors, sent.data);
  if (error) throw error;
  return sent;
}

/**
 * Reads an answer.
 *
 * @throws {@link UnreachableError} where it is none of the API.
 */
export function answerOf(status: number, text: string): Sent {
  try {
    const sent: Sent | null = JSON.parse(text);
    if (sent?.data !== undefined || Array.isArray(sent?.errors)) return sent;
  } catch {
    // The error below says all that there is to say.
  }
  throw new UnreachableError(`an answer of status ${status} that is not the API's`);
}
