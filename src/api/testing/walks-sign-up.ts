import { createClient, type TestClient } from "../../testing/client.ts";
import { testPassword, type TestTopout } from "../../testing/start-topout.ts";
import { registerTestApp } from "../oauth/testing/oauth-flow.ts";
import type { Walk } from "./walks.ts";

/** Signing up, on a server where that is open. */
export async function signUpWalks(topout: TestTopout): Promise<Walk[]> {
  const { client_id, client_secret } = await registerTestApp(topout);
  const grant = { grant_type: "client_credentials", client_id, client_secret, scope: "read write" };
  const { json: token } = await topout.anyone.post("/oauth/token", grant);
  const app: TestClient = createClient(topout.origin, token.access_token);
  const form = { password: testPassword, agreement: true, locale: "en" };
  const signUp = (username: string) => ({ ...form, username, email: `${username}@example.org` });
  const { json: newcomer } = await app.post("/api/v1/accounts", signUp("vera"));
  return [
    {
      operation: "POST /api/v1/accounts",
      path: "/api/v1/accounts",
      as: app,
      body: signUp("willa"),
      needs: "token",
      access: "app",
      faulty: { status: 422, body: signUp("root") },
    },
    {
      operation: "POST /api/v1/emails/confirmations",
      path: "/api/v1/emails/confirmations",
      as: createClient(topout.origin, newcomer.access_token),
      access: "user",
      scopes: ["write:accounts"],
      faulty: { status: 422, body: { email: "nowhere" } },
    },
  ];
}
