import { createECDH, hkdfSync } from "node:crypto";

export interface VapidKeys {
  /** Uncompressed point of P-256, base64url, with padding: some apps decode nothing else. */
  readonly publicKey: string;
  readonly privateKey: string;
}

const knownKeys = new Map<string, VapidKeys>();

/** The key pair that this server signs pushes with (RFC 8292), drawn from its secret: nothing more has to be kept. */
export function vapidKeys(secret: string): VapidKeys {
  const known = knownKeys.get(secret);
  if (known !== undefined) return known;
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(privateKeyOf(secret));
  const keys = {
    publicKey: padded(ecdh.getPublicKey()),
    privateKey: ecdh.getPrivateKey().toString("base64url"),
  };
  knownKeys.set(secret, keys);
  return keys;
}

const padded = (bytes: Buffer): string => bytes.toString("base64").replaceAll("+", "-").replaceAll("/", "_");

const groupOrder = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

/** FIPS 186-5 A.2.1: 64 bits more than the order has, taken modulo it, leave no bias. */
function privateKeyOf(secret: string): Buffer {
  const drawn = Buffer.from(hkdfSync("sha256", secret, "", "topout vapid", 40)).toString("hex");
  const number = (BigInt(`0x${drawn}`) % (groupOrder - 1n)) + 1n;
  return Buffer.from(number.toString(16).padStart(64, "0"), "hex");
}
