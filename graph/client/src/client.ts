import type { DocumentNode } from "@0no-co/graphql.web";

import type { Checked } from "./checked.js";
import { documentText, isMutation, isRepeatable, mayWait } from "./documents.js";
import { follow } from "./follow.js";
import type { Change } from "./follow.js";
import { defaultRetry, retrying } from "./retry.js";
import type { RetryPolicy } from "./retry.js";
import { graphql } from "./schema.js";
import { post } from "./transport.js";
import type { Endpoint, Operation } from "./transport.js";

/** How a client reaches the API. */
export interface ClearClaimOptions {
  /** The endpoint, such as https://claims.example/graphql. */
  readonly url: string;
  /** Returns a token of access that is valid now. It is asked before each request. */
  readonly token: () => string | Promise<string>;
  /** What requests are sent with; the platform's fetch where it is not given. */
  readonly fetch?: typeof fetch;
  /** Whether queries wait for the blocks of the client's own mutations; not where it is not given. */
  readonly readsOwnWrites?: boolean;
  /** What may be sent again, is, by this policy. */
  readonly retry?: Partial<RetryPolicy>;
  /** How long one request may take, in milliseconds; 60,000 where it is not given. */
  readonly timeoutMs?: number;
  /** How long a subscription may be silent before it counts as broken, in milliseconds; 45,000 where it is not given. */
  readonly silenceMs?: number;
}

/** What one request may have. */
export interface RequestOptions {
  /** Overrides {@link ClearClaimOptions.readsOwnWrites}. */
  readonly readsOwnWrites?: boolean;
  /** Ends the request. */
  readonly signal?: AbortSignal;
}

/** What one subscription may have. */
export interface FollowOptions {
  /** The token to go on after: of an {@link Answer} or a {@link Change}. Now where it is not given. */
  readonly after?: string;
  /** Ends the subscription. */
  readonly signal?: AbortSignal;
}

/** An answer and what it reflects. */
export interface Answer<T> {
  readonly data: T;
  /** The block of the chain that the data reflects, at least; of a mutation, that of its transactions. */
  readonly block: bigint | undefined;
  /** What {@link ClearClaim.follow} goes on after without missing a change of what was read. */
  readonly token: string | undefined;
}

const now = graphql(`
  query Now {
    __typename
  }
`);

/** A client of the API. It may be shared; it holds no connections but those of its subscriptions. */
export class ClearClaim {
  readonly #endpoint: Endpoint;
  readonly #retry: RetryPolicy;
  readonly #timeoutMs: number;
  readonly #silenceMs: number;
  readonly #readsOwnWrites: boolean;
  #written: bigint | undefined;

  constructor(options: ClearClaimOptions) {
    this.#endpoint = { url: options.url, token: options.token, fetch: options.fetch ?? ((input, init) => fetch(input, init)) };
    this.#retry = { ...defaultRetry, ...options.retry };
    this.#timeoutMs = options.timeoutMs ?? 60_000;
    this.#silenceMs = options.silenceMs ?? 45_000;
    this.#readsOwnWrites = options.readsOwnWrites ?? false;
  }

  /** The last block that holds transactions of this client's mutations; undefined before the first. */
  get written(): bigint | undefined {
    return this.#written;
  }

  /** Answers a query: {@link request}, the data alone. */
  async query<R, V extends object>(document: Checked<R, V>, variables: V, options: RequestOptions = {}): Promise<R> {
    return (await this.#send<R>(document, variables, options)).data;
  }

  /**
   * Runs a mutation: {@link request}, the data alone. One that stores something needs a key, `@idempotent(key: $key)`: one
   * {@link newKey} for one act, kept until it is known how the act ended. With it the client sends it again where it is
   * not known whether it arrived, and it is done once. What was refused is answered as a {@link Refusal}, what is not
   * accepted as a {@link ValidationFailure}; {@link done} throws them.
   */
  async mutate<R, V extends object>(document: Checked<R, V>, variables: V, options: RequestOptions = {}): Promise<R> {
    return (await this.#send<R>(document, variables, options)).data;
  }

  /**
   * Sends a query or mutation, and again while that is safe and may help.
   *
   * @throws {@link ClearClaimError} where the API answers with errors, {@link UnreachableError} where it does not answer.
   */
  request<R, V extends object>(document: Checked<R, V>, variables: V, options: RequestOptions = {}): Promise<Answer<R>> {
    return this.#send<R>(document, variables, options);
  }

  /**
   * Follows a subscription. Where the connection breaks it goes on after the last change: none is missed, some may come
   * again. It ends with its reader, as by break, or with the signal.
   *
   * @throws {@link ClearClaimError}: RESYNC_REQUIRED where changes after the token are not kept any more (read again, then
   * follow); {@link UnreachableError} where no connection lasts.
   */
  async *follow<R, V extends object>(document: Checked<R, V>, variables: V, options: FollowOptions = {}): AsyncGenerator<Change<R>, void> {
    const { signal } = options;
    const after = options.after ?? (await this.#send<unknown>(now, {}, signal ? { signal } : {})).token ?? "";
    const operation = { query: documentText(document), variables };
    const stream = { endpoint: this.#endpoint, operation, retry: this.#retry, silenceMs: this.#silenceMs, signal };
    yield* follow<R>(stream, after);
  }

  async #send<R>(document: DocumentNode, variables: object, options: RequestOptions): Promise<Answer<R>> {
    const { signal: caller, readsOwnWrites = this.#readsOwnWrites } = options;
    const operation = { query: documentText(document), variables, ...(readsOwnWrites && mayWait(document) && waitFor(this.#written)) };
    const attempt = () => {
      const timeout = AbortSignal.timeout(this.#timeoutMs);
      const signal = caller ? AbortSignal.any([caller, timeout]) : timeout;
      return post(this.#endpoint, operation, signal, caller);
    };
    const policy = isRepeatable(document) ? this.#retry : { ...this.#retry, retries: 0 };
    const { data, extensions } = await retrying(attempt, policy, caller);
    const block = extensions?.block === undefined ? undefined : BigInt(extensions.block);
    if (isMutation(document)) this.#wrote(block);
    return { data: data as R, block, token: extensions?.token };
  }

  #wrote(block: bigint | undefined): void {
    if (block !== undefined && (this.#written === undefined || block > this.#written)) this.#written = block;
  }
}

/** Returns what has a query wait for a block; undefined is none. It is not in the text, so that a trusted document stays one. */
function waitFor(block: bigint | undefined): Pick<Operation, "extensions"> {
  return block === undefined ? {} : { extensions: { atLeastBlock: { number: block.toString() } } };
}

/** Returns a new idempotency key. */
export function newKey(): string {
  return crypto.randomUUID();
}
