import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { generateCryptoKeyPair, signRequest, verifyRequest } from "@fedify/fedify";
import { exportSpki, getDocumentLoader } from "@fedify/vocab-runtime";
import { toInstant } from "../../federation/temporal.ts";
import type { Loose } from "./loose.ts";

type Json = Readonly<Record<string, unknown>>;
type Handle = (request: IncomingMessage, response: ServerResponse) => void;

interface PeerAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

export interface PeerRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What a server delivered to an inbox here. Parsed JSON: tests look into it freely. */
export interface Delivery {
  readonly path: string;
  readonly activity: Loose;
  /** Whose key signed it; null when the signature is missing or wrong. */
  readonly signer: string | null;
}

export interface SignOptions {
  /** The actor that signs, by its URI; its key's id is read from the document served there. Null leaves it unsigned. */
  as: string | null;
  keyId?: string;
  /** Signs with a key that nobody publishes. */
  isForged?: boolean;
  /** The time of signing, now unless given. */
  at?: Date;
  /** Changes the request after it has been signed. */
  tamper?: (signed: Request, body: string) => Request;
}

export interface TestPeer extends AsyncDisposable {
  /** `http://localhost:PORT`. */
  readonly origin: string;
  /** The same server under another name, for documents that claim to be from elsewhere. */
  readonly otherOrigin: string;
  readonly publicKeyPem: string;
  readonly requests: readonly PeerRequest[];
  readonly inbox: readonly Delivery[];
  /** Answers GET of the path with a document. An actor is found by WebFinger too. */
  serve(path: string, document: Json): void;
  /** Answers every request of the path with this, or as the function does. */
  answer(path: string, answer: PeerAnswer | Handle): void;
  /** Serves a plain Person with our key, and gives its URI. */
  serveActor(username: string, extra?: Json, origin?: string): string;
  /** Signs as Mastodon does (draft-cavage) and posts. A string goes as it is. */
  post(inboxUrl: string, activity: Json | string, options: SignOptions): Promise<Response>;
  /** GET with a signature, as for a fetch. */
  get(url: string, options: SignOptions): Promise<Response>;
}

const activityJson = "application/activity+json";
const keysOfRun = generateCryptoKeyPair("RSASSA-PKCS1-v1_5");
let forgersKeys: Promise<CryptoKeyPair> | null = null;

/** A remote server of which the test decides what it serves, on a free loopback port. */
export async function startPeer(): Promise<TestPeer> {
  const keys = await keysOfRun;
  const publicKeyPem = await exportSpki(keys.publicKey);
  const documents = new Map<string, Json>();
  const answers = new Map<string, Handle>();
  const requests: PeerRequest[] = [];
  const inbox: Delivery[] = [];

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`);
    requests.push({ method: request.method ?? "", path: url.pathname + url.search, headers: request.headers });
    const handle = answers.get(url.pathname + url.search) ?? answers.get(url.pathname);
    if (handle !== undefined) return handle(request, response);
    if (request.method === "POST") return void receive(request, url, inbox).then(() => send(response, { status: 202 }));
    const document =
      url.pathname === "/.well-known/webfinger" ? fingerOf(documents, url) : documents.get(url.pathname + url.search);
    if (document === undefined) return send(response, { status: 404 });
    send(response, { headers: { "content-type": activityJson }, body: JSON.stringify(document) });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://localhost:${port}`;
  const keyIdOf = (actor: string): string => {
    const key = documents.get(new URL(actor).pathname)?.["publicKey"];
    const hasId = typeof key === "object" && key !== null && "id" in key && typeof key.id === "string";
    return hasId ? (key.id as string) : `${actor}#main-key`;
  };

  async function sign(request: Request, body: string, options: SignOptions): Promise<Request> {
    const { as, tamper } = options;
    if (as === null) return tamper?.(request, body) ?? request;
    if (options.isForged === true) forgersKeys ??= generateCryptoKeyPair("RSASSA-PKCS1-v1_5");
    const { privateKey } = options.isForged === true && forgersKeys !== null ? await forgersKeys : keys;
    const signed = await signRequest(request, privateKey, new URL(options.keyId ?? keyIdOf(as)), {
      spec: "draft-cavage-http-signatures-12",
      ...(options.at === undefined ? {} : { currentTime: toInstant(options.at) }),
    });
    return tamper?.(signed, body) ?? signed;
  }

  const peer: TestPeer = {
    origin,
    otherOrigin: `http://127.0.0.1:${port}`,
    publicKeyPem,
    requests,
    inbox,
    serve: (path, document) => void documents.set(path, document),
    answer(path, answer) {
      answers.set(path, typeof answer === "function" ? answer : (_request, response) => send(response, answer));
    },
    serveActor(username, extra = {}, at = origin) {
      const uri = `${at}/users/${username}`;
      documents.set(`/users/${username}`, { ...plainActor(uri, username, publicKeyPem), ...extra });
      return uri;
    },
    async post(inboxUrl, activity, options) {
      const body = typeof activity === "string" ? activity : JSON.stringify(activity);
      const request = new Request(inboxUrl, { method: "POST", body, headers: { "content-type": activityJson } });
      return await fetch(await sign(request, body, options));
    },
    async get(url, options) {
      return await fetch(await sign(new Request(url, { headers: { accept: activityJson } }), "", options));
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return peer;
}

const plainActor = (uri: string, username: string, publicKeyPem: string): Json => ({
  "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
  id: uri,
  type: "Person",
  preferredUsername: username,
  inbox: `${uri}/inbox`,
  outbox: `${uri}/outbox`,
  followers: `${uri}/followers`,
  following: `${uri}/following`,
  endpoints: { sharedInbox: `${new URL(uri).origin}/inbox` },
  publicKey: { id: `${uri}#main-key`, owner: uri, publicKeyPem },
});

/** RFC 7033, for every actor among the documents, under whatever host was asked. */
function fingerOf(documents: ReadonlyMap<string, Json>, asked: URL): Json | undefined {
  const subject = asked.searchParams.get("resource") ?? "";
  const username = /^acct:([^@]+)@/.exec(subject)?.[1]?.toLowerCase();
  for (const document of documents.values()) {
    const { preferredUsername, id, inbox } = document;
    if (typeof preferredUsername !== "string" || typeof id !== "string" || inbox === undefined) continue;
    if (preferredUsername.toLowerCase() !== username || new URL(id).host !== asked.host) continue;
    return { subject, links: [{ rel: "self", type: activityJson, href: id }] };
  }
  return undefined;
}

async function receive(incoming: IncomingMessage, url: URL, inbox: Delivery[]): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  const loader = getDocumentLoader({ allowPrivateAddress: true });
  const key = await verifyRequest(new Request(url, { method: "POST", headers, body }), {
    documentLoader: loader,
    contextLoader: loader,
  });
  inbox.push({
    path: url.pathname,
    activity: JSON.parse(body.toString("utf8")),
    signer: key?.ownerId?.href ?? null,
  });
}

function send(response: ServerResponse, { status = 200, headers = {}, body = "" }: PeerAnswer): void {
  response.writeHead(status, headers);
  response.end(body);
}
