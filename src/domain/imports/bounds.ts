import type { Reading } from "./entry.ts";
import { refuseFile } from "./read-text.ts";

/** Nobody has climbed so much; tiny lines cost as much time as long ones. */
export const mostEntries = 500_000;

export const refuseTooMany = () => refuseFile(`has more than ${mostEntries} entries`);

/** Of what is told of an entry: a hundred of them are kept. */
export const mostTextLength = 200;
const mostReasonLength = 300;

const short = (text: string): string =>
  text.length <= mostReasonLength ? text : `${text.slice(0, mostReasonLength)}…`;

/** What is told of an entry quotes it, and its cells may be long. */
export const bounded = (reading: Reading): Reading =>
  reading.kind === "refused"
    ? { ...reading, reason: short(reading.reason) }
    : { ...reading, remarks: reading.remarks.map(short) };
