import { createClient, NetworkError } from "graphql-sse";

import { ClearClaimError, UnreachableError, errorOf } from "./errors.js";
import type { Code, SentError } from "./errors.js";
import { isPassing, pauseAfter, sleep } from "./retry.js";
import type { RetryPolicy } from "./retry.js";
import { answerOf, authorization } from "./transport.js";
import type { Endpoint, Operation } from "./transport.js";
import { watched } from "./watch.js";

/** What a stream is opened with. */
export interface Stream {
  readonly endpoint: Endpoint;
  readonly operation: Operation;
  readonly retry: RetryPolicy;
  /** How long a stream may be silent before it counts as broken, in milliseconds. */
  readonly silenceMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A change, and the token to go on after it. */
export interface Change<T> {
  readonly data: T;
  readonly token: string;
}

/**
 * Follows a subscription after a token, over as many connections as it takes. It ends only with its
 * reader or the signal.
 *
 * @throws What a connection cannot help with, such as RESYNC_REQUIRED; what it could, when the policy ends.
 */
export async function* follow<T>(stream: Stream, after: string): AsyncGenerator<Change<T>, void> {
  let token = after;
  for (let attempt = 1; ; attempt++) {
    try {
      const lives = () => void (attempt = 1);
      for await (const change of connection<T>(stream, token, lives)) {
        token = change.token;
        lives();
        yield change;
      }
    } catch (error) {
      stream.signal?.throwIfAborted();
      const pause = isInterruption(error) ? pauseAfter(error, attempt, stream.retry) : undefined;
      if (pause === undefined) throw error;
      await sleep(pause, stream.signal);
    }
  }
}

const interruptions: readonly Code[] = ["SUBSCRIPTION_TOO_SLOW", "UNAUTHENTICATED"];

/** Whether a stream that ended with an error may go on with another connection and a fresh token of access. */
function isInterruption(error: unknown): boolean {
  return isPassing(error) || (error instanceof ClearClaimError && interruptions.includes(error.code));
}

/** Reads one connection until it breaks. */
async function* connection<T>(stream: Stream, token: string, lives: () => void): AsyncGenerator<Change<T>, never> {
  const { endpoint, operation, silenceMs, signal } = stream;
  const control = new AbortController();
  const client = createClient({
    url: endpoint.url,
    headers: async () => ({ ...(await authorization(endpoint)), "content-type": "application/json", "last-event-id": token }),
    fetchFn: watched(endpoint.fetch, { silenceMs, control, lives }),
    retryAttempts: 0,
  });
  const stop = () => control.abort(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  let last = token;
  try {
    for await (const { data, errors, extensions } of client.iterate<T, { token?: string }>({ ...operation, variables: { ...operation.variables } })) {
      const error = errorOf(errors as readonly SentError[] | undefined, data);
      if (error) throw error;
      last = extensions?.token ?? last;
      yield { data: data as T, token: last };
    }
  } catch (error) {
    throw await reasonOf(error);
  } finally {
    signal?.removeEventListener("abort", stop);
    control.abort();
    client.dispose();
  }
  signal?.throwIfAborted();
  throw new UnreachableError("the stream ended");
}

/** Returns why a connection ended: the API's error where it answered with one. */
async function reasonOf(cause: unknown): Promise<unknown> {
  if (!(cause instanceof NetworkError)) return cause;
  const { response } = cause as NetworkError<Response>;
  if (!response) return new UnreachableError("the stream broke", { cause });
  try {
    const { errors, data } = answerOf(response.status, await response.text());
    return errorOf(errors, data) ?? new UnreachableError("the stream was answered with no stream", { cause });
  } catch (error) {
    return error;
  }
}
