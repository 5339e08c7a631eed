/** How a system is written beyond the plain values of its column. */
export interface WritingRules {
  /** What people call the system. */
  readonly name: string;
  /** Matches writings that can mean no other system; case counts, since only case tells Font 7B from French 7b. */
  readonly telltale: RegExp;
  /** Names people put before a value ("fb 7A"), upper-case; dropped. */
  readonly prefixes: readonly string[];
  /** What people leave out when the system is known: "8" for V8, "10a" for 5.10a. */
  readonly implied: string;
  /** Values that span bands of the column, from the first to the last value named. */
  readonly broad: Readonly<Record<string, readonly [from: string, to: string]>>;
  /** What may follow a value or stand alone, from the first to the last value that it usually goes with: the 5c of E2 5c. */
  readonly seconds: Readonly<Record<string, readonly [from: string, to: string]>>;
  /** Other writings, upper-case without spaces, of a value of the column. */
  readonly aliases: Readonly<Record<string, string>>;
  /** A second numbering of the whole column. */
  readonly respell: (value: string) => string;
  /** What the upper end of a range drops when both ends share it: V4-5, 5.10a/b. */
  readonly sharedStem: RegExp | undefined;
  /** Remarks after a space that are kept and do not change the score, by their upper-case writings. */
  readonly remarks: ReadonlyMap<string, string>;
}

export const plain = {
  prefixes: [],
  implied: "",
  broad: {},
  seconds: {},
  aliases: {},
  respell: (value: string) => value,
  sharedStem: undefined,
  remarks: new Map<string, string>(),
} satisfies Omit<WritingRules, "name" | "telltale">;
