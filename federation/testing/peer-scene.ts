import { eventually } from "../../src/testing/eventually.ts";
import type { Loose } from "../../src/testing/loose.ts";
import { startPeer, type SignOptions, type TestPeer } from "../../src/testing/start-peer.ts";
import { startTopout, type TestTopout, type TestUser } from "../../src/testing/start-topout.ts";
import { loadFixture, peers, type FixtureValues, type Peer } from "../fixtures/index.ts";
import { findAccount } from "./follow-across.ts";

// Answers of the API and documents of peers are looked into freely: an assertion on what is missing fails anyway.
export interface Scene extends AsyncDisposable {
  readonly topout: TestTopout;
  readonly peer: TestPeer;
  readonly ada: TestUser;
  /** Ada's public post, as the API shows it. */
  readonly note: Loose;
  /** The peer's actor: its URI, and its account's id here. Ada follows it. */
  readonly actorUri: string;
  readonly actorId: string;
  readonly values: FixtureValues;
  load(name: string, more?: Partial<FixtureValues>): Loose;
  /** Posts to the shared inbox, signed by the activity's actor, and wants it to be accepted. */
  deliver(activity: Loose, options?: Partial<SignOptions> & { to?: string }): Promise<void>;
  /** Posts and gives the status of the answer. */
  knock(activity: Loose, options?: Partial<SignOptions> & { to?: string }): Promise<number>;
  /** Waits until everything that came in has been worked off. */
  settle(): Promise<void>;
  /** What Ada sees of the post with this URI, once it is in her home or names her. */
  seen(uri: string): Promise<Loose>;
  /** Now, without waiting: null when it is not known here, or not for Ada. */
  look(uri: string): Promise<Loose>;
}

export const hasFixture = (kind: Peer, name: string): boolean =>
  peers.find((peer) => peer.name === kind)?.fixtures.includes(name) ?? false;

/** A server here, Ada on it, and a peer whose documents are those of the fixtures. */
export async function startScene(kind: Peer): Promise<Scene> {
  const scene = await startPlainScene();
  const { peer } = scene;
  const load: Scene["load"] = (name, more) => loadFixture(kind, name, { ...scene.values, ...more });
  for (const name of ["actor", "group", "channel"].filter((given) => hasFixture(kind, given))) {
    const actor = load(name);
    peer.serve(new URL(actor.id).pathname, actor);
    serveKey(peer, actor);
  }
  if (kind === "akkoma") peer.serve("/schemas/litepub-0.1.jsonld", load("litepub-context"));
  const actorUri: string = load("actor").id;
  const acceptsAsWritten = hasFixture(kind, "accept") && load("accept").actor === actorUri;
  const accept = acceptsAsWritten ? (localFollow: string) => load("accept", { localFollow }) : undefined;
  const actorId = await follow(scene, actorUri, accept);
  return { ...scene, load, actorUri, actorId };
}

/** GoToSocial serves a key under an address of its own, as a stub of the actor. */
function serveKey(peer: TestPeer, { id, type, preferredUsername, publicKey }: Loose): void {
  const keyPath = new URL(publicKey.id).pathname;
  if (keyPath === new URL(id).pathname) return;
  const context = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"];
  peer.serve(keyPath, { "@context": context, id, type, preferredUsername, publicKey });
}

/** As `startScene`, with no fixtures and with nobody followed: `peer.serveActor` makes the actors. */
export async function startPlainScene(
  environment: Record<string, string> = {},
  options: Parameters<typeof startTopout>[1] = {},
): Promise<Scene> {
  const topout = await startTopout(environment, options);
  const peer = await startPeer();
  const ada = await topout.signUp("ada");
  const { json: note } = await ada.post("/api/v1/statuses", { status: "Dry rock at last" });

  const knock: Scene["knock"] = async (activity, { to = `${topout.origin}/inbox`, ...options } = {}) => {
    const as = typeof activity === "string" ? "" : String(activity.actor);
    const response = await peer.post(to, activity, { as, ...options });
    await response.body?.cancel();
    return response.status;
  };
  const look: Scene["look"] = async (uri) => {
    const { json: home } = await ada.get("/api/v1/timelines/home?limit=40");
    const { json: notifications } = await ada.get("/api/v1/notifications?limit=40");
    const statuses: Loose[] = [...home, ...notifications.flatMap((given: Loose) => given.status ?? [])];
    return statuses.find((status) => status.uri === uri) ?? null;
  };
  return {
    topout,
    peer,
    ada,
    note,
    actorUri: "",
    actorId: "",
    values: {
      localActor: ada.account.uri,
      localNote: note.uri,
      localHandle: `ada@${new URL(topout.origin).host}`,
      publicKeyPem: peer.publicKeyPem,
      origin: peer.origin,
    },
    load: () => {
      throw new Error("This scene has no fixtures");
    },
    async deliver(activity, options) {
      const status = await knock(activity, options);
      if (status !== 202) throw new Error(`The inbox answered ${status}`);
    },
    knock,
    settle: () => settle(topout),
    seen: (uri) => eventually(() => look(uri)),
    look,
    async [Symbol.asyncDispose]() {
      await topout[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
    },
  };
}

/** Waits until no activity that came in, and no event that goes out, is waiting. */
async function settle(topout: TestTopout): Promise<void> {
  const { countJobs } = await import("../../src/db/job-queries.ts");
  await eventually(async () => {
    const counts = await countJobs(topout.ctx.db.read, new Date("2100-01-01T00:00:00Z"));
    // A page that a remote post links to is looked at up to a minute later.
    return counts.every((count) => count.waiting === 0 || count.type === "link-preview");
  }, 15_000);
}

/** Ada finds the actor and asks to follow it. Gives the account's id here and the Follow's URI. */
export async function askToFollow(
  { ada, peer }: Pick<Scene, "ada" | "peer">,
  actorUri: string,
): Promise<{ id: string; followUri: string }> {
  const { id } = await findAccount(ada, actorUri);
  const before = peer.inbox.length;
  await ada.post(`/api/v1/accounts/${id}/follow`);
  const asked = await eventually(async () =>
    peer.inbox.slice(before).find(({ activity }) => activity.type === "Follow" && activity.object === actorUri),
  );
  return { id, followUri: asked.activity.id };
}

/** Ada follows the actor, whose server says yes with a plain Accept or the given one. Gives the account's id here. */
export async function follow(
  scene: Pick<Scene, "ada" | "peer" | "deliver" | "values">,
  actorUri: string,
  accept?: (followUri: string) => Loose,
): Promise<string> {
  const { id, followUri } = await askToFollow(scene, actorUri);
  const plainAccept = {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${actorUri}#accepts/${id}`,
    type: "Accept",
    actor: actorUri,
    object: { id: followUri, type: "Follow", actor: scene.values.localActor, object: actorUri },
  };
  await scene.deliver(accept?.(followUri) ?? plainAccept);
  await eventually(async () => (await relationship(scene, id)).following);
  return id;
}

export async function relationship({ ada }: Pick<Scene, "ada">, id: string): Promise<Loose> {
  return (await ada.get(`/api/v1/accounts/relationships?id[]=${id}`)).json[0];
}
