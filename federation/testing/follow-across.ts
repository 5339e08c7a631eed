import { expect } from "vitest";
import type { TestClient } from "../../src/testing/client.ts";
import { eventually } from "../../src/testing/eventually.ts";
import type { Loose } from "../../src/testing/loose.ts";

/** The account of somebody elsewhere, looked up by handle or address, as `user`'s server shows it; undefined for nobody. */
export async function findAccount(user: TestClient, who: string): Promise<Loose> {
  const { json } = await user.get(`/api/v2/search?q=${encodeURIComponent(who)}&resolve=true&type=accounts`);
  expect(json.accounts.length, who).toBeLessThan(2);
  return json.accounts[0];
}

/** `follower` finds somebody on another server and follows until that is accepted. Gives their id at the follower's. */
export async function followAcross(
  follower: TestClient,
  { origin }: { readonly origin: string },
  followed: { readonly account: { readonly username: string } },
): Promise<string> {
  const { id } = await findAccount(follower, `@${followed.account.username}@${new URL(origin).host}`);
  await follower.post(`/api/v1/accounts/${id}/follow`);
  await eventually(async () => (await follower.get(`/api/v1/accounts/relationships?id[]=${id}`)).json[0].following);
  return id;
}
