import type { Role } from "../../db/schema/index.ts";

/** What one may be allowed, with Mastodon's flags (docs.joinmastodon.org/entities/Role). */
const flags = {
  administrator: 0x1,
  viewDevops: 0x2,
  viewAuditLog: 0x4,
  viewDashboard: 0x8,
  manageReports: 0x10,
  manageFederation: 0x20,
  manageSettings: 0x40,
  manageBlocks: 0x80,
  manageTaxonomies: 0x100,
  manageAppeals: 0x200,
  manageUsers: 0x400,
  manageInvites: 0x800,
  manageRules: 0x1000,
  manageAnnouncements: 0x2000,
  manageCustomEmojis: 0x4000,
  manageWebhooks: 0x8000,
  inviteUsers: 0x10000,
  manageRoles: 0x20000,
  manageUserAccess: 0x40000,
  deleteUserData: 0x80000,
  viewFeeds: 0x100000,
} as const;

export type Permission = keyof typeof flags;

const ofEverybody: readonly Permission[] = ["inviteUsers"];

const permissionsByRole: Readonly<Record<Role, readonly Permission[]>> = {
  user: ofEverybody,
  moderator: [...ofEverybody, "viewAuditLog", "viewDashboard", "manageReports", "manageTaxonomies", "manageUsers"],
  admin: Object.keys(flags) as Permission[],
};

export const mayDo = (role: Role, permission: Permission): boolean => permissionsByRole[role].includes(permission);

/** The flags of all that a role may do, together. */
export const permissionFlags = (role: Role): number =>
  permissionsByRole[role].reduce((sum, permission) => sum + flags[permission], 0);
