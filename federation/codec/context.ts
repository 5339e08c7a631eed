/** Where Topout's own terms live. The context is always sent inline: one that cannot be loaded breaks a peer's inbox. */
export const namespace = "https://w3id.org/topout/ns#";

export const topoutTerms = {
  topout: namespace,
  schema: "http://schema.org/",
  Climb: "topout:Climb",
  Grade: "topout:Grade",
  Partner: "topout:Partner",
  climb: { "@id": "topout:climb", "@type": "@id" },
  climbs: { "@id": "topout:climbs", "@type": "@id" },
  discipline: "topout:discipline",
  style: "topout:style",
  attempts: "topout:attempts",
  grade: "topout:grade",
  perceivedGrade: "topout:perceivedGrade",
  gradeSystem: "topout:gradeSystem",
  gradeValue: "topout:gradeValue",
  climbedOn: "topout:climbedOn",
  pitches: "topout:pitches",
  heightMeters: "topout:heightMeters",
  indoor: "topout:indoor",
  sector: "topout:sector",
  area: "topout:area",
  country: "topout:country",
  precision: "topout:precision",
  partners: { "@id": "topout:partners", "@container": "@list" },
  account: { "@id": "topout:account", "@type": "@id" },
  route: { "@id": "topout:route", "@type": "@id" },
  post: { "@id": "topout:post", "@type": "@id" },
  ratingValue: "schema:ratingValue",
  bestRating: "schema:bestRating",
} as const;

/** The context of what we send: the words of ActivityStreams and of the field, and ours. */
export const wireContext = [
  "https://www.w3.org/ns/activitystreams",
  "https://w3id.org/security/v1",
  "https://w3id.org/security/data-integrity/v1",
  {
    toot: "http://joinmastodon.org/ns#",
    sensitive: "as:sensitive",
    Hashtag: "as:Hashtag",
    Emoji: "toot:Emoji",
    votersCount: "toot:votersCount",
    blurhash: "toot:blurhash",
    focalPoint: { "@id": "toot:focalPoint", "@container": "@list" },
    manuallyApprovesFollowers: "as:manuallyApprovesFollowers",
    discoverable: "toot:discoverable",
    indexable: "toot:indexable",
    featured: { "@id": "toot:featured", "@type": "@id" },
    alsoKnownAs: { "@id": "as:alsoKnownAs", "@type": "@id" },
    movedTo: { "@id": "as:movedTo", "@type": "@id" },
    gts: "https://gotosocial.org/ns#",
    interactionPolicy: { "@id": "gts:interactionPolicy", "@type": "@id" },
    canQuote: { "@id": "gts:canQuote", "@type": "@id" },
    canFeature: { "@id": "https://w3id.org/fep/7aa9#canFeature", "@type": "@id" },
    automaticApproval: { "@id": "gts:automaticApproval", "@type": "@id" },
    featuredCollections: { "@id": "https://w3id.org/fep/7aa9#featuredCollections", "@type": "@id" },
    quote: { "@id": "https://w3id.org/fep/044f#quote", "@type": "@id" },
    quoteAuthorization: { "@id": "https://w3id.org/fep/044f#quoteAuthorization", "@type": "@id" },
    QuoteRequest: "https://w3id.org/fep/044f#QuoteRequest",
    quoteUrl: "as:quoteUrl",
    quoteUri: "http://fedibird.com/ns#quoteUri",
    _misskey_quote: "https://misskey-hub.net/ns#_misskey_quote",
    PropertyValue: "schema:PropertyValue",
    value: "schema:value",
    assertionMethod: { "@id": "https://w3id.org/security#assertionMethod", "@type": "@id", "@container": "@set" },
    Multikey: "https://w3id.org/security#Multikey",
    controller: { "@id": "https://w3id.org/security#controller", "@type": "@id" },
    publicKeyMultibase: {
      "@id": "https://w3id.org/security#publicKeyMultibase",
      "@type": "https://w3id.org/security#multibase",
    },
    ...topoutTerms,
  },
];

const fep7aa9 = "https://w3id.org/fep/7aa9#";

/** The context of what is sent about collections (FEP-7aa9). */
export const featuredContext = [
  "https://www.w3.org/ns/activitystreams",
  "https://w3id.org/security/data-integrity/v1",
  {
    toot: "http://joinmastodon.org/ns#",
    gts: "https://gotosocial.org/ns#",
    sensitive: "as:sensitive",
    Hashtag: "as:Hashtag",
    discoverable: "toot:discoverable",
    FeaturedCollection: `${fep7aa9}FeaturedCollection`,
    FeaturedItem: `${fep7aa9}FeaturedItem`,
    FeatureRequest: `${fep7aa9}FeatureRequest`,
    FeatureAuthorization: `${fep7aa9}FeatureAuthorization`,
    topic: { "@id": `${fep7aa9}topic`, "@type": "@id" },
    featuredObject: { "@id": `${fep7aa9}featuredObject`, "@type": "@id" },
    featuredObjectType: `${fep7aa9}featuredObjectType`,
    featureAuthorization: { "@id": `${fep7aa9}featureAuthorization`, "@type": "@id" },
    interactingObject: { "@id": "gts:interactingObject", "@type": "@id" },
    interactionTarget: { "@id": "gts:interactionTarget", "@type": "@id" },
  },
];

/** What `/ns` serves, for whoever follows the namespace. */
export const namespaceDocument = { "@context": topoutTerms };
