import type { TestTopout, TestUser } from "./start-topout.ts";

export interface Populated {
  readonly ada: TestUser;
  readonly ben: TestUser;
  /** Locked; ben asks to follow her. */
  readonly cleo: TestUser;
  /** Ids of ada's posts. */
  readonly posts: Readonly<
    Record<"public" | "unlisted" | "private" | "direct" | "climb" | "edited" | "pinned", string>
  >;
  /** Ben's answer to ada's public post. */
  readonly reply: string;
  readonly boost: string;
}

const climb = {
  route_name: "Midnight Lightning",
  grade: "V8",
  style: "redpoint",
  attempts: 12,
  rating: 5,
  climbed_on: "2026-05-01",
  location: { name: "Camp 4", country: "US", latitude: 37.74, longitude: -119.6 },
  partners: ["@ben", "Lynn"],
  notes: "The lightning hold stays wet.",
};

/** Three people and one of everything that the API can make, made through the API. */
export async function populate(topout: TestTopout): Promise<Populated> {
  const ada = await topout.signUp("ada", { role: "admin" });
  const ben = await topout.signUp("ben");
  const cleo = await topout.signUp("cleo");
  await must(cleo.patch("/api/v1/accounts/update_credentials", { locked: true }));
  await must(
    ada.patch("/api/v1/accounts/update_credentials", {
      display_name: "Ada",
      note: "Climbs on #granite with @ben",
      fields_attributes: [{ name: "Home", value: "https://crag.example/ada" }],
    }),
  );
  await must(ben.post(`/api/v1/accounts/${ada.account.id}/follow`));
  await must(ben.post(`/api/v1/accounts/${cleo.account.id}/follow`));
  const post = async (by: TestUser, body: Record<string, unknown>): Promise<string> =>
    (await must(by.post("/api/v1/statuses", body))).json.id;
  const posts = {
    public: await post(ada, { status: "Dry rock at last #granite @ben https://crag.example/topo" }),
    unlisted: await post(ada, { status: "For those who look", visibility: "unlisted", spoiler_text: "beta" }),
    private: await post(ada, { status: "For followers", visibility: "private", sensitive: true }),
    direct: await post(ada, { status: "@ben Saturday?", visibility: "direct" }),
    climb: await post(ada, { status: "Third season.", climb }),
    edited: await post(ada, { status: "A tpyo", language: "en" }),
    pinned: await post(ada, { status: "Read me first" }),
  };
  await must(ada.put(`/api/v1/statuses/${posts.edited}`, { status: "A typo" }));
  await must(ada.post(`/api/v1/statuses/${posts.pinned}/pin`));
  const reply = await post(ben, { status: "@ada Congratulations", in_reply_to_id: posts.public });
  const boost = (await must(ben.post(`/api/v1/statuses/${posts.public}/reblog`))).json.id;
  await must(ben.post(`/api/v1/statuses/${posts.public}/favourite`));
  await must(ben.post(`/api/v1/statuses/${posts.climb}/bookmark`));
  await must(ada.post("/api/v1/markers", { home: { last_read_id: posts.public } }));
  return { ada, ben, cleo, posts, reply, boost };
}

async function must(asked: ReturnType<TestUser["get"]>): ReturnType<TestUser["get"]> {
  const answer = await asked;
  if (answer.status !== 200) throw new Error(`The preparation was refused: ${answer.status} ${answer.text}`);
  return answer;
}
