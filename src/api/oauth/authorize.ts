import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { findUser } from "../../db/account-queries.ts";
import { nameOf, type Account } from "../../domain/accounts/account.ts";
import { grantCode } from "../../domain/oauth/codes.ts";
import { checkAuthorization, type AuthorizationRequest } from "../../domain/oauth/check-authorization.ts";
import { describeFault, type OAuthFault } from "../../domain/oauth/oauth-refused.ts";
import { addToQuery, outOfBand, schemeOf } from "../../domain/oauth/redirect-uris.ts";
import { checkPassword, endSession, findSession, startSession, type Session } from "../../domain/oauth/sessions.ts";
import { sameSecret } from "../../lib/secrets.ts";
import { consentPage } from "../../pages/consent-page.ts";
import { pageHeaders, type PolicyNeeds } from "../../pages/content-security-policy.ts";
import type { Html } from "../../pages/html.ts";
import { codePage, messagePage } from "../../pages/message-page.ts";
import { signInPage } from "../../pages/sign-in-page.ts";
import type { ApiEnv } from "../env.ts";
import { readInput } from "../middleware/input.ts";
import { booleanParam } from "../params.ts";
import { answerWithPages } from "./answer-with-pages.ts";
import { clientAddress } from "./client-address.ts";
import { refuseForeignForms } from "./refuse-foreign-forms.ts";
import { clearSessionCookie, readSessionCookie, writeSessionCookie } from "./session-cookie.ts";
import { createThrottle, type Throttle } from "./throttle.ts";

const text = z.string().optional().catch(undefined);
const inputSchema = z.object({
  response_type: text,
  client_id: text,
  redirect_uri: text,
  scope: text,
  state: text,
  code_challenge: text,
  code_challenge_method: text,
  force_login: booleanParam.optional().catch(undefined),
  action: text,
  login: text,
  password: text,
  form_token: text,
});
type Input = z.infer<typeof inputSchema>;

/** A good request, with what answering it needs. */
interface Asked {
  readonly ctx: Context;
  readonly c: HonoContext<ApiEnv>;
  readonly input: Input;
  readonly request: AuthorizationRequest;
  readonly throttle: Throttle;
}

const path = "/oauth/authorize";

/** The pages between an app and its token: sign in, allow or deny, be sent back. */
export function authorizeRoutes(ctx: Context): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  const throttle = createThrottle(ctx.clock);
  app.onError(answerWithPages(ctx));
  app.get(path, async (c) => await withRequest({ ctx, c, throttle }, showForm));
  app.post(path, refuseForeignForms(ctx), async (c) => await withRequest({ ctx, c, throttle }, answerForm));
  app.get(`${path}/native`, (c) => {
    const code = c.req.query("code") ?? "";
    if (!/^[\w-]{20,100}$/.test(code))
      return showMessage(ctx, c, 400, "There is no code here", "Start again in the app.");
    return showPage(c, 200, codePage({ siteTitle: ctx.config.instanceTitle, code }));
  });
  return app;
}

async function withRequest(
  given: Omit<Asked, "input" | "request">,
  answer: (asked: Asked) => Promise<Response>,
): Promise<Response> {
  const { ctx, c } = given;
  const input = inputSchema.parse(await readInput(c));
  const checked = await checkAuthorization(ctx, input);
  if (checked.kind === "good") return await answer({ ...given, input, request: checked.request });
  if (checked.kind === "refused") return tellApp(ctx, c, checked);
  return showMessage(ctx, c, 400, "This app cannot be connected", checked.message);
}

async function showForm(asked: Asked): Promise<Response> {
  const session = asked.input.force_login ? null : await currentSession(asked);
  return session === null ? showSignIn(asked, 200) : showConsent(asked, session);
}

async function currentSession({ ctx, c }: Asked): Promise<Session | null> {
  const secret = readSessionCookie(ctx, c);
  return secret === null ? null : await findSession(ctx, secret);
}

async function answerForm(asked: Asked): Promise<Response> {
  const { ctx, c, input, request } = asked;
  if (input.action === "sign-in") return await signIn(asked);
  const session = await currentSession(asked);
  if (session === null) return showSignIn(asked, 401, "You are no longer signed in. Please sign in again.");
  if (input.form_token === undefined || !sameSecret(input.form_token, session.formToken)) {
    return showMessage(
      ctx,
      c,
      403,
      "That did not come from you",
      "The form was not the one of your session. Start again in the app.",
    );
  }
  switch (input.action) {
    case "allow":
      return sendCode(asked, await grantCode(ctx, request, session.account));
    case "deny":
      return tellApp(ctx, c, { ...request, fault: "access_denied", description: describeFault("access_denied") });
    case "switch":
      await endSession(ctx, session.secret);
      clearSessionCookie(ctx, c);
      return c.redirect(ownAddress(c), 303);
    default:
      return showConsent(asked, session);
  }
}

async function signIn(asked: Asked): Promise<Response> {
  const { ctx, c, input, throttle } = asked;
  const login = input.login?.trim() ?? "";
  const key = `${login.toLowerCase().slice(0, 300)} ${clientAddress(c)}`;
  const waitSeconds = throttle.take(key);
  if (waitSeconds !== null) {
    c.header("Retry-After", String(waitSeconds));
    const minutes = Math.ceil(waitSeconds / 60);
    return showSignIn(
      asked,
      429,
      `Too many attempts. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`,
    );
  }
  const account = await checkPassword(ctx, login, (input.password ?? "").slice(0, 1_000));
  if (account === null) return showSignIn(asked, 422, "The username, e-mail address or password is not right.");
  throttle.forgive(key);
  if (account.suspendedAt !== null) return showSignIn(asked, 403, "This account is suspended.");
  const obstacle = await findObstacle(ctx, account);
  if (obstacle !== null) return showSignIn(asked, 403, obstacle);
  const session = await startSession(ctx, account, readSessionCookie(ctx, c));
  writeSessionCookie(ctx, c, session.secret);
  return c.redirect(ownAddress(c), 303);
}

/** What is still to be done before a new account can be used. */
async function findObstacle({ db }: Context, { id }: Pick<Account, "id">): Promise<string | null> {
  const user = await findUser(db.read, id);
  if (user?.confirmedAt === null)
    return "Please open the link in the mail that you got, to confirm your e-mail address.";
  return user?.approvedAt === null ? "This account waits for the approval of whoever runs this server." : null;
}

/** This page with the app's query, but without the wish to sign in anew, which is granted. */
function ownAddress(c: HonoContext<ApiEnv>): string {
  const query = new URL(c.req.url).searchParams;
  query.delete("force_login");
  return `${path}?${query.toString()}`;
}

function showSignIn(
  { ctx, c, input, request }: Asked,
  status: 200 | 401 | 403 | 422 | 429,
  error?: string,
): Response | Promise<Response> {
  const page = signInPage({
    siteTitle: ctx.config.instanceTitle,
    host: ctx.config.handleDomain,
    appName: request.app.name,
    action: `${path}${new URL(c.req.url).search}`,
    login: input.login ?? "",
    ...(error === undefined ? {} : { error }),
  });
  return showPage(c, status, page, { formTargets: [] });
}

function showConsent({ ctx, c, request }: Asked, session: Session): Response | Promise<Response> {
  const { app, redirectUri } = request;
  const scheme = schemeOf(redirectUri) ?? "";
  const isOutOfBand = redirectUri === outOfBand;
  const isWeb = scheme === "https" || scheme === "http";
  const page = consentPage({
    siteTitle: ctx.config.instanceTitle,
    app,
    account: {
      name: nameOf(session.account),
      handle: `@${session.account.username}@${ctx.config.handleDomain}`,
    },
    scopes: request.scopes,
    returnsTo: isOutOfBand ? null : isWeb ? new URL(redirectUri).host : `${scheme}:`,
    action: `${path}${new URL(c.req.url).search}`,
    formToken: session.formToken,
  });
  // The whole scheme: an app's own page may redirect on to another of its hosts, which counts as the form's target too.
  return showPage(c, 200, page, { formTargets: isOutOfBand ? [] : [`${scheme}:`] });
}

function sendCode({ c, request }: Asked, code: string): Response {
  if (request.redirectUri === outOfBand) return c.redirect(addToQuery(`${path}/native`, { code }), 302);
  return c.redirect(addToQuery(request.redirectUri, { code, state: request.state }), 302);
}

function tellApp(
  ctx: Context,
  c: HonoContext<ApiEnv>,
  refusal: { redirectUri: string; state: string | null; fault: OAuthFault; description: string },
): Response | Promise<Response> {
  const { redirectUri, state, fault, description } = refusal;
  if (redirectUri !== outOfBand) {
    return c.redirect(addToQuery(redirectUri, { error: fault, error_description: description, state }), 302);
  }
  if (fault === "access_denied")
    return showMessage(ctx, c, 200, "Denied", "The app gets nothing. You can close this page.");
  return showMessage(ctx, c, 400, "This app cannot be connected", description);
}

function showMessage(ctx: Context, c: HonoContext<ApiEnv>, status: 200 | 400 | 403, title: string, message: string) {
  return showPage(c, status, messagePage({ siteTitle: ctx.config.instanceTitle, title, message }));
}

function showPage(
  c: HonoContext<ApiEnv>,
  status: 200 | 400 | 401 | 403 | 422 | 429,
  page: Html,
  needs: PolicyNeeds = {},
): Response | Promise<Response> {
  return c.html(page, status, { ...pageHeaders(needs), "Cache-Control": "no-store" });
}
