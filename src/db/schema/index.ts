export * from "./accounts.ts";
export * from "./climbs.ts";
export * from "./jobs.ts";
export * from "./notifications.ts";
export * from "./oauth.ts";
export * from "./relationships.ts";
export * from "./statuses.ts";
export * from "./media.ts";
