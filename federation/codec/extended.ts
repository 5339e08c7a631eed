import { Activity, Create, Note, Person, Question, QuoteRequest, Service, Update } from "@fedify/vocab";
import { getDocumentLoader } from "@fedify/vocab-runtime";
import { featuredContext } from "./context.ts";
import { compactJsonLd } from "./json-ld.ts";

type WriteOptions = NonNullable<Parameters<Note["toJsonLd"]>[0]>;
type Write = (options: WriteOptions) => Promise<unknown>;
/** Expanded JSON-LD: IRIs as keys, lists as values. */
export type Expanded = Readonly<Record<string, unknown>>;

/** What Fedify writes of an object, with properties of ours, in the form that is asked for. */
async function writeExtended(
  write: Write,
  own: Expanded,
  options: WriteOptions,
  usualContext?: unknown,
): Promise<unknown> {
  const contextLoader = options.contextLoader ?? getDocumentLoader();
  const { context, ...rest } = options;
  const [written] = (await write({ ...rest, contextLoader, format: "expand" })) as object[];
  const expanded = [{ ...written, ...own }];
  if (options.format === "expand") return expanded;
  return spellOut(await compactJsonLd(expanded, contextLoader, context ?? usualContext));
}

const publicUri = "https://www.w3.org/ns/activitystreams#Public";
const listProperties = ["to", "cc", "tag", "attachment", "automaticApproval", "items", "orderedItems"];
const innerObjects = ["object", "instrument", "interactionPolicy", "canQuote", "canFeature"];

/**
 * Compaction writes a list of one as its element, and the public as `as:Public`; to peers that read JSON without JSON-LD
 * (Pixelfed, Misskey) that is something else.
 */
export function spellOut(document: Record<string, unknown>): Record<string, unknown> {
  for (const name of listProperties) {
    const value = document[name];
    if (value === undefined) continue;
    const list: unknown[] = Array.isArray(value) ? value : [value];
    document[name] = list.map((item) => (item === "as:Public" ? publicUri : item));
  }
  for (const name of innerObjects) {
    const inner = document[name];
    if (typeof inner === "object" && inner !== null && !Array.isArray(inner))
      spellOut(inner as Record<string, unknown>);
  }
  return document;
}

type NoteValues = ConstructorParameters<typeof Note>[0];
type NoteOptions = ConstructorParameters<typeof Note>[1];

/** A Note with properties of ours: the climb that it carries. */
export class ExtendedNote extends Note {
  readonly own: Expanded;

  constructor(values: NoteValues, options?: NoteOptions, own: Expanded = {}) {
    super(values, options);
    this.own = own;
  }

  override clone(values: NoteValues = {}, options: NoteOptions = {}): ExtendedNote {
    const { own } = this;
    // Fedify clones through `this.constructor`, without our third argument.
    return Object.assign(super.clone(values, options), { own }) as ExtendedNote;
  }

  override async toJsonLd(options: WriteOptions = {}): Promise<unknown> {
    return await writeExtended((inner) => super.toJsonLd(inner), this.own, options);
  }
}

type QuestionValues = ConstructorParameters<typeof Question>[0];
type QuestionOptions = ConstructorParameters<typeof Question>[1];

/** A Question, which is a post with a poll, with the same properties of ours. */
export class ExtendedQuestion extends Question {
  readonly own: Expanded;

  constructor(values: QuestionValues, options?: QuestionOptions, own: Expanded = {}) {
    super(values, options);
    this.own = own;
  }

  override clone(values: QuestionValues = {}, options: QuestionOptions = {}): ExtendedQuestion {
    const { own } = this;
    return Object.assign(super.clone(values, options), { own }) as ExtendedQuestion;
  }

  override async toJsonLd(options: WriteOptions = {}): Promise<unknown> {
    return await writeExtended((inner) => super.toJsonLd(inner), this.own, options);
  }
}

type PersonValues = ConstructorParameters<typeof Person>[0];
type PersonOptions = ConstructorParameters<typeof Person>[1];

/** A Person with properties of ours: where their logbook is. */
export class ExtendedPerson extends Person {
  readonly own: Expanded;

  constructor(values: PersonValues, options?: PersonOptions, own: Expanded = {}) {
    super(values, options);
    this.own = own;
  }

  override clone(values: PersonValues = {}, options: PersonOptions = {}): ExtendedPerson {
    const { own } = this;
    return Object.assign(super.clone(values, options), { own }) as ExtendedPerson;
  }

  override async toJsonLd(options: WriteOptions = {}): Promise<unknown> {
    return await writeExtended((inner) => super.toJsonLd(inner), this.own, options);
  }
}

/** A Service, which is a Person without a face, with the same properties of ours. */
export class ExtendedService extends Service {
  readonly own: Expanded;

  constructor(values: PersonValues, options?: PersonOptions, own: Expanded = {}) {
    super(values, options);
    this.own = own;
  }

  override clone(values: PersonValues = {}, options: PersonOptions = {}): ExtendedService {
    const { own } = this;
    return Object.assign(super.clone(values, options), { own }) as ExtendedService;
  }

  override async toJsonLd(options: WriteOptions = {}): Promise<unknown> {
    return await writeExtended((inner) => super.toJsonLd(inner), this.own, options);
  }
}

type ActivityValues = ConstructorParameters<typeof Activity>[0];
type ActivityOptions = ConstructorParameters<typeof Activity>[1];

/** An activity about collections, whose types Fedify does not know: what it is and is about comes with it, expanded. */
export class FeaturedActivity extends Activity {
  readonly own: Expanded;

  constructor(values: ActivityValues, options?: ActivityOptions, own: Expanded = {}) {
    super(values, options);
    this.own = own;
  }

  override clone(values: ActivityValues = {}, options: ActivityOptions = {}): FeaturedActivity {
    const { own } = this;
    return Object.assign(super.clone(values, options), { own }) as FeaturedActivity;
  }

  override async toJsonLd(options: WriteOptions = {}): Promise<unknown> {
    return await writeExtended((inner) => super.toJsonLd(inner), this.own, options, featuredContext);
  }
}

// Without their own context the terms of an embedded climb would go out as full IRIs.

export class ExtendedCreate extends Create {
  override async toJsonLd(options: WriteOptions = {}): Promise<unknown> {
    return await writeExtended((inner) => super.toJsonLd(inner), {}, options);
  }
}

export class ExtendedUpdate extends Update {
  override async toJsonLd(options: WriteOptions = {}): Promise<unknown> {
    return await writeExtended((inner) => super.toJsonLd(inner), {}, options);
  }
}

export class ExtendedQuoteRequest extends QuoteRequest {
  override async toJsonLd(options: WriteOptions = {}): Promise<unknown> {
    return await writeExtended((inner) => super.toJsonLd(inner), {}, options);
  }
}
