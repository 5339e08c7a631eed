import { startPlainScene, type Scene } from "./peer-scene.ts";
import type { Loose } from "../../src/testing/loose.ts";

// Documents are looked into freely: an assertion on what is missing fails anyway.
export const climbContext = [
  "https://www.w3.org/ns/activitystreams",
  {
    topout: "https://w3id.org/topout/ns#",
    Climb: "topout:Climb",
    climbs: { "@id": "topout:climbs", "@type": "@id" },
    climbedOn: "topout:climbedOn",
    style: "topout:style",
  },
];

export interface Served {
  scene: Scene;
  uri: string;
  collection: string;
  climb(number: number, more?: Loose): Loose;
  page(items: readonly Loose[], more?: Loose): Loose;
}

/** A climber on a peer whose logbook the test writes. */
export async function startClimber(
  options: Parameters<typeof startPlainScene>[1] = {},
): Promise<Served & AsyncDisposable> {
  const scene = await startPlainScene({}, options);
  const { peer } = scene;
  const uri = `${peer.origin}/users/cora`;
  const collection = `${uri}/climbs`;
  const security = "https://w3id.org/security/v1";
  peer.serveActor("cora", { "@context": [...climbContext, security], climbs: collection });
  return {
    scene,
    uri,
    collection,
    climb: (number, more = {}) => ({
      type: "Climb",
      id: `${uri}/climbs/${number}`,
      attributedTo: uri,
      name: `Route ${number}`,
      climbedOn: "2026-05-01",
      style: "flash",
      published: new Date(Date.UTC(2026, 3, 1, 0, number)).toISOString(),
      ...more,
    }),
    page: (items, more = {}) => ({
      "@context": climbContext,
      type: "OrderedCollectionPage",
      orderedItems: items,
      ...more,
    }),
    [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose](),
  };
}
