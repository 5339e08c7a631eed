import { Agent, getGlobalDispatcher, interceptors, setGlobalDispatcher, type Dispatcher } from "undici";
import { addressRule, guardedConnector, type AddressRule } from "./address-guard.ts";
import { FetchRefused } from "./fetch-refused.ts";

export interface GuardedDispatcherOptions {
  allowPrivateAddresses: boolean;
  /** Deadline for each request and its whole answer; a redirect that `fetch` follows is a request of its own. */
  timeoutMs: number;
  /** For requests that name none themselves. */
  userAgent: string;
  /** Cap on each answer's body, before and after decompression. */
  maxBytes: number;
  isAllowedAddress?: AddressRule;
}

/**
 * Puts every use of Node's built-in `fetch` in this process, also inside libraries, under the guards of `createSafeFetch`.
 * Failures arrive as fetch's TypeError with the FetchRefused in its cause. The function it returns restores the former
 * dispatcher at once and resolves when the guarded one has finished its requests.
 */
export function installGuardedDispatcher(options: GuardedDispatcherOptions): () => Promise<void> {
  const { timeoutMs, maxBytes } = options;
  const isAllowed = options.isAllowedAddress ?? addressRule(options.allowPrivateAddresses);
  const agent = new Agent({
    connect: guardedConnector(isAllowed, timeoutMs),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: maxBytes,
  });
  const former = getGlobalDispatcher();
  setGlobalDispatcher(
    // fetch would decompress behind the dispatcher, out of reach of any cap, so it is done here.
    agent.compose(
      interceptors.decompress({ skipErrorResponses: false, maxSize: maxBytes }),
      limitDuration(timeoutMs),
      nameUs(options.userAgent),
    ),
  );
  return async () => {
    setGlobalDispatcher(former);
    await agent.close();
  };
}

/** The built-in fetch calls itself `node`; servers block what does not say who it is. */
function nameUs(userAgent: string): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const headers = new Headers(options.headers as HeadersInit);
    if (headers.get("user-agent") === "node") headers.set("user-agent", userAgent);
    return dispatch({ ...options, headers: Object.fromEntries(headers) }, handler);
  };
}

/** undici's own time-outs start anew with each chunk, so a peer that drips bytes could hold a request for hours. */
function limitDuration(timeoutMs: number): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    let controller: Dispatcher.DispatchController | null = null;
    let refusal: FetchRefused | null = null;
    const timer = setTimeout(() => {
      refusal = new FetchRefused("timeout", "No answer in time");
      controller?.abort(refusal);
    }, timeoutMs).unref();
    return dispatch(options, {
      onRequestStart: (started, context) => {
        controller = started;
        handler.onRequestStart?.(started, context);
        if (refusal !== null) started.abort(refusal);
      },
      onRequestUpgrade: (...event) => {
        clearTimeout(timer);
        handler.onRequestUpgrade?.(...event);
      },
      onResponseStart: (...event) => handler.onResponseStart?.(...event),
      onResponseData: (...event) => handler.onResponseData?.(...event),
      onResponseEnd: (...event) => {
        clearTimeout(timer);
        handler.onResponseEnd?.(...event);
      },
      onResponseError: (...event) => {
        clearTimeout(timer);
        handler.onResponseError?.(...event);
      },
    });
  };
}
