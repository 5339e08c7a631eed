import { z } from "zod";

/** Where a value stands in a body: `["subscription", "keys", "auth"]`, with 0 for the first of a list. */
export type Place = readonly (string | number)[];

export interface OperationInputs {
  /** Names of the path's parameters. */
  readonly path: readonly string[];
  readonly query: readonly string[];
  readonly body: readonly Place[];
}

interface Schema {
  readonly $ref?: string | undefined;
  readonly allOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly items?: Schema | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
}

const schemaSchema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    allOf: z.array(schemaSchema).optional(),
    oneOf: z.array(schemaSchema).optional(),
    anyOf: z.array(schemaSchema).optional(),
    items: schemaSchema.optional(),
    properties: z.record(z.string(), schemaSchema).optional(),
  }),
);

const operationSchema = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: schemaSchema })) }).optional(),
});

const documentSchema = z.object({ components: z.object({ schemas: z.record(z.string(), schemaSchema) }) });

/** Everything that a client can send to an operation, as the document has it. */
export function inputsOf(document: unknown, operation: unknown): OperationInputs {
  const { schemas } = documentSchema.parse(document).components;
  const { parameters, requestBody } = operationSchema.parse(operation);
  const named = (where: string): string[] => parameters.filter((one) => one.in === where).map((one) => one.name);
  const places = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => placesIn(schemas, schema, []));
  const placeByText = new Map(places.map((place) => [place.join(), place]));
  return { path: named("path"), query: named("query"), body: [...placeByText.values()] };
}

function placesIn(schemas: Readonly<Record<string, Schema>>, schema: Schema, at: Place): Place[] {
  const referred = schemas[schema.$ref?.split("/").at(-1) ?? ""];
  const parts = [
    ...(schema.allOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.anyOf ?? []),
    ...(referred ? [referred] : []),
  ];
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const place = [...at, name];
    const first = inner.items === undefined ? [] : placesIn(schemas, inner.items, [...place, 0]);
    return [place, ...placesIn(schemas, inner, place), ...first];
  });
  return [...own, ...parts.flatMap((part) => placesIn(schemas, part, at))];
}
