type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is undefined: for changes in which absent means "stays". */
export const present = <T extends Record<string, unknown>>(values: T): Present<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
