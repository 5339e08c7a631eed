import type { TestClient } from "../../testing/client.ts";
import type { Populated } from "../../testing/populate.ts";

/** One operation of the document, done once as it should be and once for each way to be refused. */
export interface Walk {
  readonly operation: string;
  /** Asked as it should be; ada's client unless it is another's. */
  readonly path: string;
  readonly as?: TestClient;
  /** How others ask: `createClient`, unless this says otherwise. */
  readonly client?: (origin: string, token: string | null) => TestClient;
  readonly body?: Record<string, unknown> | FormData;
  /** The entity of `client-needs.ts` that the answer is, or a list of. */
  readonly needs?: string;
  /** Who may: without a token, "user" and "app" are refused with 401. */
  readonly access: "anyone" | "user" | "app";
  /** Scopes of which a token needs one, where the document is wrong about them. */
  readonly scopes?: readonly string[];
  /** What a token without one of them is answered: 403, unless this says otherwise. */
  readonly unscoped?: number;
  /** What the operation answers when it is asked as it should be: 200, unless this server has not got the feature. */
  readonly status?: number;
  /** Paths that name nothing: 404. */
  readonly nothing?: string;
  /** A body, or a path with a query, that is refused, and how. */
  readonly faulty?: { readonly status: number; readonly body?: Record<string, unknown>; readonly path?: string };
}

const nobody = "110000000000000000";

/** As on Mastodon, whose documentation says that these are public, and nothing of tokens that come all the same. */
export const readsAccounts = { scopes: ["read:accounts"] } as const;

export const accountWalks = ({ ada, ben, cleo }: Populated): Walk[] => {
  const on = (id: string, rest = ""): string => `/api/v1/accounts/${id}${rest}`;
  const relation = (verb: string, id: string): Walk => ({
    operation: `POST /api/v1/accounts/{id}/${verb}`,
    path: on(id, `/${verb}`),
    needs: "relationship",
    access: "user",
    nothing: on(nobody, `/${verb}`),
  });
  const list = (verb: string, needs: string): Walk => ({
    operation: `GET /api/v1/accounts/{id}/${verb}`,
    path: on(ada.account.id, `/${verb}`),
    needs,
    access: "anyone",
    ...(verb === "statuses" ? {} : readsAccounts),
    nothing: on(nobody, `/${verb}`),
  });
  const get = (name: string, query: string, needs: string, access: Walk["access"]): Walk => ({
    operation: `GET /api/v1/accounts/${name}`,
    path: `/api/v1/accounts/${name}${query}`,
    needs,
    access,
  });
  return [
    get("verify_credentials", "", "credentialAccount", "user"),
    {
      operation: "PATCH /api/v1/accounts/update_credentials",
      path: on("update_credentials"),
      body: { display_name: "Ada L.", source: { privacy: "unlisted" } },
      needs: "credentialAccount",
      access: "user",
      faulty: { status: 422, body: { display_name: "x".repeat(500) } },
    },
    { ...get("lookup", "?acct=ben", "account", "anyone"), nothing: on("lookup", "?acct=nobody") },
    get("search", "?q=be", "account", "user"),
    { ...get("relationships", `?id[]=${ben.account.id}&id[]=${cleo.account.id}`, "relationship", "user") },
    {
      operation: "GET /api/v1/accounts",
      path: `/api/v1/accounts?id[]=${ben.account.id}`,
      needs: "account",
      access: "anyone",
      ...readsAccounts,
      faulty: { status: 422, path: "/api/v1/accounts?id[a][b]=x" },
    },
    {
      operation: "GET /api/v1/accounts/{id}",
      path: on(ben.account.id),
      needs: "account",
      access: "anyone",
      ...readsAccounts,
      nothing: on(nobody),
    },
    list("statuses", "status"),
    list("followers", "account"),
    list("following", "account"),
    relation("follow", ben.account.id),
    relation("unfollow", ben.account.id),
    relation("remove_from_followers", ben.account.id),
    relation("block", ben.account.id),
    relation("unblock", ben.account.id),
    {
      operation: "GET /api/v1/follow_requests",
      path: "/api/v1/follow_requests",
      as: cleo,
      needs: "account",
      access: "user",
    },
    ...["authorize", "reject"].map((verb): Walk => ({
      operation: `POST /api/v1/follow_requests/{account_id}/${verb}`,
      path: `/api/v1/follow_requests/${verb === "authorize" ? ben.account.id : ada.account.id}/${verb}`,
      as: cleo,
      needs: "relationship",
      access: "user",
      nothing: `/api/v1/follow_requests/${nobody}/${verb}`,
    })),
  ];
};

export const statusWalks = ({ ben, posts }: Populated): Walk[] => {
  const on = (id: string, rest = ""): string => `/api/v1/statuses/${id}${rest}`;
  const act = (verb: string, by?: TestClient, id = posts.public): Walk => ({
    operation: `POST /api/v1/statuses/{id}/${verb}`,
    path: on(id, `/${verb}`),
    ...(by === undefined ? {} : { as: by }),
    needs: "status",
    access: "user",
    nothing: on(nobody, `/${verb}`),
  });
  const read = (part: string, id: string, needs: string, access: Walk["access"] = "anyone"): Walk => ({
    operation: `GET /api/v1/statuses/{id}${part}`,
    path: on(id, part),
    needs,
    access,
    nothing: on(nobody, part),
  });
  return [
    {
      operation: "POST /api/v1/statuses",
      path: "/api/v1/statuses",
      body: { status: "Once more #granite", climb: { route_name: "The Nose", style: "attempt", grade: "5.14a" } },
      needs: "status",
      access: "user",
      nothing: "/api/v1/statuses?status=x&in_reply_to_id=1",
      faulty: { status: 422, body: { status: "" } },
    },
    {
      operation: "GET /api/v1/statuses",
      path: `/api/v1/statuses?${Object.values(posts)
        .map((id) => `id[]=${id}`)
        .join("&")}`,
      needs: "status",
      access: "anyone",
    },
    read("", posts.climb, "status"),
    read("/context", posts.public, "context"),
    read("/history", posts.edited, "statusEdit"),
    read("/source", posts.edited, "statusSource", "user"),
    { ...read("/favourited_by", posts.public, "account"), ...readsAccounts },
    { ...read("/reblogged_by", posts.public, "account"), ...readsAccounts },
    {
      operation: "PUT /api/v1/statuses/{id}",
      path: on(posts.edited),
      body: { status: "No typo" },
      needs: "status",
      access: "user",
      nothing: on(nobody),
      faulty: { status: 422, body: { status: "" } },
    },
    ...["favourite", "bookmark", "reblog", "unfavourite", "unbookmark", "unreblog"].map((verb) => act(verb, ben)),
    { ...act("pin"), faulty: { status: 422, path: on(posts.direct, "/pin") } },
    act("unpin"),
    {
      operation: "DELETE /api/v1/statuses/{id}",
      path: on(posts.climb),
      needs: "deletedStatus",
      access: "user",
      nothing: on(nobody),
    },
  ];
};

export const readingWalks = ({ ben }: Populated, notificationId: string): Walk[] => {
  const get = (path: string, needs: string | null, access: Walk["access"], query = ""): Walk => ({
    operation: `GET ${path}`,
    path: `${path}${query}`,
    ...(needs === null ? {} : { needs }),
    access,
  });
  return [
    get("/api/v1/timelines/home", "status", "user"),
    get("/api/v1/timelines/public", "status", "anyone"),
    { ...get("/api/v1/timelines/tag/{hashtag}", "status", "anyone"), path: "/api/v1/timelines/tag/granite" },
    { ...get("/api/v1/favourites", "status", "user"), as: ben },
    { ...get("/api/v1/bookmarks", "status", "user"), as: ben },
    get("/api/v1/notifications", "notification", "user"),
    {
      ...get("/api/v1/notifications/{id}", "notification", "user"),
      path: `/api/v1/notifications/${notificationId}`,
      nothing: `/api/v1/notifications/${nobody}`,
    },
    {
      operation: "POST /api/v1/notifications/{id}/dismiss",
      path: `/api/v1/notifications/${notificationId}/dismiss`,
      access: "user",
      nothing: `/api/v1/notifications/${nobody}/dismiss`,
    },
    { operation: "POST /api/v1/notifications/clear", path: "/api/v1/notifications/clear", access: "user" },
    get("/api/v1/markers", "markers", "user", "?timeline[]=home&timeline[]=notifications"),
    {
      operation: "POST /api/v1/markers",
      path: "/api/v1/markers",
      body: { notifications: { last_read_id: notificationId } },
      needs: "markers",
      access: "user",
      faulty: { status: 422, body: { home: { last_read_id: "x" } } },
    },
    get("/api/v1/preferences", "preferences", "user"),
    get("/api/v1/custom_emojis", "emoji", "anyone"),
    { ...get("/api/v2/search", "search", "anyone", "?q=granite"), faulty: { status: 400, path: "/api/v2/search?q=" } },
    get("/api/v1/instance", "instanceV1", "anyone"),
    get("/api/v2/instance", "instanceV2", "anyone"),
    get("/health", null, "anyone"),
    get("/.well-known/oauth-authorization-server", null, "anyone"),
  ];
};

/** Lists that are there for apps to ask for, whatever is in them. */
export const listWalks = ({ ada }: Populated): Walk[] => {
  const list = (path: string, access: Walk["access"], query = ""): Walk => ({
    operation: `GET ${path}`,
    path: `${path.replace("{id}", ada.account.id)}${query}`,
    access,
  });
  return [{ ...list("/api/v1/blocks", "user"), needs: "account" }];
};
