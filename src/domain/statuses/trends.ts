import { findTrendingStatusIds } from "../../db/trend-queries.ts";
import { trendsBy } from "../trends/current.ts";

/** Ids of the posts with the most interactions. */
export const findTrendingStatuses = trendsBy(findTrendingStatusIds);
