import { describeInstance } from "../../src/domain/instance.ts";
import type { FedifyFederation } from "../environment.ts";

export function dispatchNodeInfo(federation: FedifyFederation): void {
  federation.setNodeInfoDispatcher("/nodeinfo/2.1", async (fedify) => {
    const { config } = fedify.data;
    const facts = await describeInstance(fedify.data);
    return {
      software: { name: "topout", version: config.version },
      protocols: ["activitypub"],
      openRegistrations: config.registration === "open" || config.registration === "approval",
      usage: {
        users: { total: facts.usersCount, activeMonth: facts.activeUsersCount, activeHalfyear: facts.activeUsersCount },
        localPosts: facts.statusesCount,
        localComments: 0,
      },
      metadata: { nodeName: config.instanceTitle, nodeDescription: config.instanceDescription },
    };
  });
}
