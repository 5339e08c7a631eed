import { z } from "zod";

const anonymous = z.looseObject({
  type: z.union([
    z.literal("FeatureRequest"),
    z.array(z.unknown()).refine((types) => types.includes("FeatureRequest")),
  ]),
  actor: z.undefined().optional(),
});

/**
 * Mastodon's FeatureRequest does not say whose it is (neither do the examples of FEP-7aa9): it is its signer's. Fedify
 * then checks that the key belongs to the actor that is named here.
 */
export function nameActor(activity: unknown, headers: Headers): unknown {
  const parsed = anonymous.safeParse(activity);
  const signature = headers.get("signature-input") ?? headers.get("signature") ?? "";
  const keyId = /\bkeyid="([^"]+)"/i.exec(signature)?.[1];
  if (!parsed.success || keyId === undefined) return activity;
  return { ...parsed.data, actor: keyId.replace(/#.*$/s, "") };
}
