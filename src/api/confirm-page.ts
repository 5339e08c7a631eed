import { Hono, type Context as HonoContext } from "hono";
import { z } from "zod";
import type { Context } from "../context.ts";
import { confirmEmail, findConfirmable } from "../domain/accounts/confirm.ts";
import { confirmPage } from "../pages/confirm-page.ts";
import { pageHeaders, type PolicyNeeds } from "../pages/content-security-policy.ts";
import type { Html } from "../pages/html.ts";
import { messagePage } from "../pages/message-page.ts";
import type { ApiEnv } from "./env.ts";
import { readInput } from "./middleware/input.ts";
import { answerWithPages } from "./oauth/answer-with-pages.ts";
import { refuseForeignForms } from "./oauth/refuse-foreign-forms.ts";

const path = "/auth/confirm";
const inputSchema = z.object({ token: z.string().catch("") });

/** Where the link in the mail leads. Opening it changes nothing: programs that look through mail open links, too. */
export function confirmRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const siteTitle = ctx.config.instanceTitle;
  const handleOf = (username: string): string => `@${username}@${ctx.config.handleDomain}`;
  routes.onError(answerWithPages(ctx));

  routes.get(path, async (c) => {
    const { token } = inputSchema.parse(await readInput(c));
    const found = await findConfirmable(ctx, token);
    if (found === null) return showUnknown(ctx, c);
    const { user, account } = found;
    const page = confirmPage({ siteTitle, email: user.email, handle: handleOf(account.username), action: path, token });
    return show(c, 200, page, { formTargets: [] });
  });

  routes.post(path, refuseForeignForms(ctx), async (c) => {
    const { token } = inputSchema.parse(await readInput(c));
    const found = await confirmEmail(ctx, token);
    if (found === null) return showUnknown(ctx, c);
    const message =
      found.user.approvedAt === null
        ? "Whoever runs this server now looks at your request. You get a mail when that is done."
        : `You can use ${handleOf(found.account.username)} now: go back to the app.`;
    return show(c, 200, messagePage({ siteTitle, title: "Your e-mail address is confirmed", message }));
  });
  return routes;
}

const showUnknown = ({ config }: Pick<Context, "config">, c: HonoContext<ApiEnv>) =>
  show(
    c,
    404,
    messagePage({
      siteTitle: config.instanceTitle,
      title: "This link is not valid",
      message: "It is too old, or a newer one has taken its place.",
      hint: "The app can send you another.",
    }),
  );

function show(c: HonoContext<ApiEnv>, status: 200 | 404, page: Html, needs: PolicyNeeds = {}) {
  return c.html(page, status, { ...pageHeaders(needs), "Cache-Control": "no-store" });
}
