import { ClearClaimError, UnreachableError } from "./errors.js";
import type { Code } from "./errors.js";

/** How often and after what pauses something is tried again. */
export interface RetryPolicy {
  /** How often after the first time; 0 is never. */
  readonly retries: number;
  /** About how long the first pause is, in milliseconds; each next is twice as long. */
  readonly pauseMs: number;
  /** The longest pause, in milliseconds. An error that asks for a longer one is thrown. */
  readonly maxPauseMs: number;
}

/** Four times more, within some three seconds. */
export const defaultRetry: RetryPolicy = { retries: 4, pauseMs: 200, maxPauseMs: 30_000 };

const passing: readonly Code[] = ["UNAVAILABLE", "STALE", "RATE_LIMITED"];

/** Whether an error may be gone when the same is asked again. */
export function isPassing(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof ClearClaimError && passing.includes(error.code));
}

/**
 * Returns how long to pause after an error, in milliseconds, undefined where it is not worth it.
 *
 * @param attempt - How often it was tried, from 1.
 */
export function pauseAfter(error: unknown, attempt: number, policy: RetryPolicy): number | undefined {
  if (attempt > policy.retries) return undefined;
  const asked = error instanceof ClearClaimError ? (error.errors[0].retryAfterSeconds ?? 0) * 1000 : 0;
  if (asked > policy.maxPauseMs) return undefined;
  // Clients that were cut off together do not come back together.
  const pause = policy.pauseMs * 2 ** (attempt - 1) * (0.5 + Math.random());
  return Math.max(asked, Math.min(pause, policy.maxPauseMs));
}

/** Runs a step until it succeeds, fails for good, or the policy ends. */
export async function retrying<T>(step: () => Promise<T>, policy: RetryPolicy, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await step();
    } catch (error) {
      const pause = isPassing(error) ? pauseAfter(error, attempt, policy) : undefined;
      if (pause === undefined) throw error;
      await sleep(pause, signal);
    }
  }
}

/** Waits, and throws the signal's reason as soon as it is aborted. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
