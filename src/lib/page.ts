/** Which part of a list, newest first, is asked for. Ids are exclusive bounds. */
export interface Page {
  readonly maxId?: string | undefined;
  readonly sinceId?: string | undefined;
  /** Like `sinceId`, but the rows next above it instead of the newest. */
  readonly minId?: string | undefined;
  readonly limit: number;
}
