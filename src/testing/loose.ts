/** JSON of an answer or a document. Tests look into it freely: an assertion on what is missing fails anyway. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Loose = any;
