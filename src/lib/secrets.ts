import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A secret for the outside: 256 random bits, base64url. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** What is stored of a secret with full entropy; a password needs argon2 instead. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("base64url");

export function sameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(hashSecret(a)), Buffer.from(hashSecret(b))];
  return timingSafeEqual(left, right);
}
