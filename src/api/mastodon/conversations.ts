import { Hono, type Context as HonoContext } from "hono";
import type { Context } from "../../context.ts";
import {
  deleteConversation,
  findConversation,
  findConversations,
  markConversationRead,
  type Conversation,
} from "../../db/conversation-queries.ts";
import { recordNotFound } from "../../lib/refused.ts";
import { loadConversations } from "../../views/conversation.ts";
import type { ApiEnv } from "../env.ts";
import { requireUser, userOf } from "../middleware/authenticate.ts";
import { readInput } from "../middleware/input.ts";
import { linkPages, toPage } from "../paging.ts";
import { pageParams } from "../params.ts";

/** `/api/v1/conversations`: direct posts by the people in them. */
export function conversationRoutes(ctx: Context): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const { db, config } = ctx;

  async function own(c: HonoContext<ApiEnv>): Promise<Conversation> {
    const conversation = await findConversation(db.read, userOf(c).id, c.req.param("id") ?? "");
    if (conversation === null) throw recordNotFound();
    return conversation;
  }

  routes.get("/", requireUser("read:statuses"), async (c) => {
    const page = toPage(pageParams().parse(await readInput(c)));
    const found = await findConversations(db.read, userOf(c).id, page);
    linkPages(
      c,
      config,
      found.map((conversation) => conversation.lastStatusId ?? ""),
      page,
    );
    return c.json(await loadConversations(db.read, config, userOf(c).id, found, ctx.clock.now()));
  });

  routes.post("/:id/read", requireUser("write:conversations"), async (c) => {
    const conversation = await own(c);
    await db.write((tx) => markConversationRead(tx, conversation.id));
    const read = [{ ...conversation, isUnread: false }];
    return c.json((await loadConversations(db.read, config, userOf(c).id, read, ctx.clock.now()))[0]);
  });

  routes.delete("/:id", requireUser("write:conversations"), async (c) => {
    const conversation = await own(c);
    await db.write((tx) => deleteConversation(tx, conversation.id));
    return c.json({});
  });

  return routes;
}
