import { readConfig } from "../src/config/config.ts";
import { createContext } from "../src/context.ts";
import { findLocalAccount } from "../src/db/account-queries.ts";
import { insertClimb } from "../src/db/climb-queries.ts";
import { disciplines, gradeColumns, styles } from "../src/domain/climbs/climb.ts";
import { uris } from "../src/domain/uris.ts";
import { newId } from "../src/lib/ids.ts";

// Fills the logbook of `username` with `length` climbs of twelve years.
const [username = "", length = "0"] = process.argv.slice(2);
const grades = ["5c", "6a", "6a+", "6b", "6c", "7a", "7a+", "7b", "7c", "8a"];
const ctx = createContext(readConfig(process.env));
const account = await findLocalAccount(ctx.db.read, username);
if (account === null) throw new Error(`${username} is not there`);
const now = ctx.clock.now();
for (let start = 0; start < Number(length); start += 1_000) {
  await ctx.db.write(async (tx) => {
    for (let entry = start; entry < Math.min(start + 1_000, Number(length)); entry++) {
      const id = newId(now);
      const discipline = disciplines[entry % 3] ?? "sport";
      const day = new Date(Date.UTC(2014, 0, 1 + ((entry * 7) % 4_300))).toISOString().slice(0, 10);
      await insertClimb(tx, {
        id,
        uri: uris.climb(ctx.config.origin, username, id),
        accountId: account.id,
        visibility: "public",
        routeName: `Route ${entry % 3_000}`,
        discipline,
        style: styles[(entry * 5) % styles.length] ?? "redpoint",
        attempts: 1 + (entry % 9),
        ...gradeColumns({ value: grades[(entry * 3) % grades.length] ?? "6a" }, discipline),
        climbedOn: day,
        locationName: `Crag ${entry % 120}`,
        coordinatePrecision: "exact",
        isIndoor: entry % 4 === 0,
        pitches: 1 + (entry % 3),
        heightMeters: 18,
        notes: "Cold hands, good friction, and the last move still goes to the left.",
        createdAt: now,
        updatedAt: now,
      });
    }
  });
}
await ctx.close();
console.log("{}");
