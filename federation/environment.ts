import type { Context as FedifyContext, Federation, InboxContext, RequestContext } from "@fedify/fedify";
import type { Context } from "../src/context.ts";

/** What Fedify hands to every dispatcher and listener as `data`. */
export type Data = Context;
export type FedifyFederation = Federation<Data>;
export type AnyContext = FedifyContext<Data>;
export type Inbox = InboxContext<Data>;
export type Incoming = RequestContext<Data>;
