import { webcrypto } from "node:crypto";

export interface ActorKey {
  algorithm: "RSASSA-PKCS1-v1_5" | "Ed25519";
  privateKey: JsonWebKey;
  publicKey: JsonWebKey;
}

/** Both keys of an actor: RSA-2048 for HTTP signatures, Ed25519 for object integrity proofs (FEP-8b32). */
export async function generateKeys(): Promise<ActorKey[]> {
  const rsa = {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: "SHA-256",
  };
  return await Promise.all([generate("RSASSA-PKCS1-v1_5", rsa), generate("Ed25519", { name: "Ed25519" })]);
}

async function generate(
  algorithm: ActorKey["algorithm"],
  parameters: webcrypto.RsaHashedKeyGenParams | webcrypto.Algorithm,
): Promise<ActorKey> {
  const pair = await webcrypto.subtle.generateKey(parameters, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error(`No key pair for ${algorithm}`);
  const [privateKey, publicKey] = await Promise.all([
    webcrypto.subtle.exportKey("jwk", pair.privateKey),
    webcrypto.subtle.exportKey("jwk", pair.publicKey),
  ]);
  return { algorithm, privateKey, publicKey };
}
