/** How a connection is watched. */
export interface Watch {
  /** How long it may be silent before it is given up, in milliseconds. */
  readonly silenceMs: number;
  /** Ends the connection, and the watch. */
  readonly control: AbortController;
  /** Called when the connection shows that it lives some time after it was opened. */
  readonly lives: () => void;
}

/**
 * Has connections end that are silent, also while they are opened: a server that is gone does not always say
 * so. Ours shows every 15 seconds that a stream lives.
 */
export function watched(fetchFn: typeof fetch, { silenceMs, control, lives }: Watch): typeof fetch {
  return async (input, init) => {
    const opened = Date.now();
    const silent = () => control.abort(new Error("the stream is silent"));
    let timer = setTimeout(silent, silenceMs);
    control.signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
    const signal = init?.signal ? AbortSignal.any([init.signal, control.signal]) : control.signal;
    const response = await fetchFn(input, { ...init, signal });
    if (!response.ok || !response.body) return response;
    const heard = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        clearTimeout(timer);
        timer = setTimeout(silent, silenceMs);
        if (Date.now() - opened > silenceMs / 4) lives();
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(heard), { status: response.status, headers: response.headers });
  };
}
