import type { TestClient } from "../../testing/client.ts";
import type { Populated } from "../../testing/populate.ts";
import type { TestTopout } from "../../testing/start-topout.ts";
import { authorizePath, obtainCode, registerTestApp } from "../oauth/testing/oauth-flow.ts";
import type { Walk } from "./walks.ts";

/** Registering an app, and how it comes to its token and loses it again. */
export async function oauthWalks(topout: TestTopout, { ada }: Populated): Promise<Walk[]> {
  const app = await registerTestApp(topout);
  const { client_id, client_secret } = app;
  const asApp = { grant_type: "client_credentials", client_id, client_secret };
  const newToken = async () => (await topout.anyone.post("/oauth/token", asApp)).json.access_token;
  const appToken = await newToken();
  const headers = { authorization: `Bearer ${appToken}` };
  // A code is taken once only.
  const exchanging: TestClient = {
    ...topout.anyone,
    request: async (method, path, body) => {
      const code = body === asApp ? await obtainCode(topout, app, "ada") : "";
      const exchange = { grant_type: "authorization_code", client_id, client_secret, redirect_uri: "belay://", code };
      return await topout.anyone.request(method, path, body === asApp ? exchange : body);
    },
  };
  return [
    {
      operation: "POST /api/v1/apps",
      path: "/api/v1/apps",
      body: { client_name: "Belay", redirect_uris: "belay://" },
      needs: "application",
      access: "anyone",
      faulty: { status: 422, body: { redirect_uris: "belay://" } },
    },
    {
      operation: "GET /api/v1/apps/verify_credentials",
      path: "/api/v1/apps/verify_credentials",
      as: { ...topout.anyone, request: (method, path) => topout.anyone.request(method, path, undefined, headers) },
      access: "app",
    },
    { operation: "GET /oauth/authorize", path: authorizePath(app), access: "anyone" },
    {
      operation: "POST /oauth/token",
      path: "/oauth/token",
      as: exchanging,
      body: asApp,
      needs: "token",
      access: "anyone",
    },
    { operation: "GET /oauth/userinfo", path: "/oauth/userinfo", as: ada, access: "user" },
    {
      operation: "POST /oauth/revoke",
      path: "/oauth/revoke",
      body: { client_id, client_secret, token: appToken },
      access: "anyone",
      faulty: { status: 403, body: { client_id, client_secret: "wrong", token: await newToken() } },
    },
  ];
}
