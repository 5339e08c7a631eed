import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { walkEntries } from "../testing/walk-entries.ts";
import { importEnd, sendLogbook, untilUndone } from "../../testing/import-logbook.ts";
import { samplePhoto } from "../../testing/sample-media.ts";
import { startS3 } from "../../testing/start-s3.ts";
import { startTopout } from "../../testing/start-topout.ts";

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
}

test("the document of the extensions says what they answer, and names nothing that is not there", async () => {
  await using s3 = await startS3();
  await using topout = await startTopout({ ...s3.environment, TOPOUT_LEADERBOARDS: "true" });
  const ada = await topout.signUp("ada", { role: "admin" });
  const document: Document = (await topout.anyone.get("/api/topout/openapi.json")).json;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, "topout");
  const walked = new Set<string>();
  const pointer = (part: string): string => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
  const walk = async (method: string, path: string, real: string, given?: object | FormData, status = 200) => {
    const answer = await ada.request(method.toUpperCase(), real, given as Record<string, unknown>);
    expect(answer.status, `${method} ${real} ${answer.text}`).toBe(status);
    const steps = ["paths", path, method, "responses", String(status), "content", "application/json", "schema"];
    const validate = ajv.compile({ $ref: `topout#/${steps.map(pointer).join("/")}` });
    expect(validate(answer.json) ? [] : validate.errors, `${method} ${path}`).toEqual([]);
    walked.add(`${method} ${path}`);
    return answer.json;
  };
  const location = { name: "El Capitan", country: "US", latitude: 37.73, longitude: -119.64 };
  const climb = {
    route_name: "The Nose",
    style: "redpoint",
    grade: "5.9",
    rating: 5,
    location,
    post: true,
    visibility: "public",
  };
  const logged = await walk("post", "/api/v1/climbs", "/api/v1/climbs", climb);
  const { id, status_id: statusId, route_id: routeId, crag_id: cragId } = logged;
  await walk("get", "/api/v1/climbs/{id}", `/api/v1/climbs/${id}`);
  await walk("put", "/api/v1/climbs/{id}", `/api/v1/climbs/${id}`, { ...climb, rating: 5 });
  await walk("patch", "/api/v1/climbs/{id}", `/api/v1/climbs/${id}`, { rating: 4 });
  await walkEntries(walk, ada.account.id);
  await walk("get", "/api/v1/accounts/{id}/climbs", `/api/v1/accounts/${ada.account.id}/climbs`);
  await walk("get", "/api/v1/accounts/{id}/climbs/stats", `/api/v1/accounts/${ada.account.id}/climbs/stats`);
  const review = "/api/v1/accounts/{id}/climbs/review/{year}";
  await walk("get", review, `/api/v1/accounts/${ada.account.id}/climbs/review/${new Date().getFullYear()}`);
  await walk("get", "/api/v1/crags", "/api/v1/crags?near=37.7,-119.6");
  await walk("get", "/api/v1/routes", "/api/v1/routes?q=nose");
  for (const [kind, found] of [
    ["crags", cragId],
    ["routes", routeId],
  ]) {
    const parts = ["", "/climbs", ...(kind === "crags" ? ["/routes", "/climbers"] : [])];
    for (const part of parts) {
      await walk("get", `/api/v1/${kind}/{id}${part}`, `/api/v1/${kind}/${found}${part}`);
    }
  }
  await ada.patch("/api/v1/accounts/update_credentials", { discoverable: true });
  for (const path of ["timelines/climbs", "trends/routes"]) await walk("get", `/api/v1/${path}`, `/api/v1/${path}`);
  await walk("get", "/api/v1/climbs/leaderboard", "/api/v1/climbs/leaderboard?by=hardest&period=year");
  const other = (await ada.post("/api/v1/climbs", { ...climb, route_name: "Other", location: "Elsewhere" })).json;
  for (const [kind, from, into] of [
    ["routes", other.route_id, routeId],
    ["crags", other.crag_id, cragId],
  ]) {
    await walk("post", `/api/v1/admin/${kind}/{id}/merge`, `/api/v1/admin/${kind}/${from}/merge`, { into_id: into });
  }
  for (const verb of ["dislike", "undislike"]) {
    await walk("post", `/api/v1/statuses/{id}/${verb}`, `/api/v1/statuses/${statusId}/${verb}`);
  }
  await walk("delete", "/api/v1/climbs/{id}", `/api/v1/climbs/${id}`);
  await walk("get", "/api/v1/grades", "/api/v1/grades");
  const preferences = "/api/v1/climbs/preferences";
  await walk("put", preferences, preferences, { hashtags: ["granite"] });
  await walk("patch", preferences, preferences, { grade_systems: { boulder: "font" } });
  await walk("get", preferences, preferences);
  await walk("get", "/api/v1/grades/convert", "/api/v1/grades/convert?value=V8&to=font");
  const photo = await samplePhoto();
  const asked = { content_type: "image/jpeg", size: photo.length };
  const place = await walk("post", "/api/v1/media/uploads", "/api/v1/media/uploads", asked);
  const form = new FormData();
  for (const [name, value] of Object.entries(place.fields)) form.set(name, value as string);
  form.set("file", new File([new Uint8Array(photo)], "a.jpg", { type: "image/jpeg" }));
  expect((await fetch(place.url, { method: "POST", body: form })).ok).toBe(true);
  const confirm = "/api/v1/media/uploads/{id}/confirm";
  await walk("post", confirm, confirm.replace("{id}", place.id), { description: "Sent directly" }, 202);

  const imports = "/api/v1/climbs/imports";
  const text = "route_name,style,climbed_on\nThe Nose,redpoint,2026-05-01\n";
  await walk("post", imports, imports, { text, dry_run: true });
  const started = await walk("post", imports, imports, { text }, 202);
  await walk("get", imports, imports);
  await importEnd(ada, started.id);
  await walk("get", `${imports}/{id}`, `${imports}/${started.id}`);
  await walk("post", `${imports}/{id}/undo`, `${imports}/${started.id}/undo`, {}, 202);
  await untilUndone(ada, started.id);
  await walk("get", "/api/v1/climbs/export", "/api/v1/climbs/export");
  // Too large to be done before it is cancelled.
  const long = await sendLogbook(ada, text + "The Nose,repeat,2026-05-01\n".repeat(20_000));
  await walk("delete", `${imports}/{id}`, `${imports}/${long.json.id}`);
  const emojis = "/api/v1/admin/custom_emojis";
  const emoji = new FormData();
  emoji.set("shortcode", "crux");
  emoji.set("image", new File([new Uint8Array(photo)], "crux.jpg", { type: "image/jpeg" }));
  await walk("post", emojis, emojis, emoji);
  await walk("get", emojis, emojis);
  await walk("get", `${emojis}/{id}`, `${emojis}/crux`);
  await walk("patch", `${emojis}/{id}`, `${emojis}/crux`, { category: "Climbing" });
  await walk("delete", `${emojis}/{id}`, `${emojis}/crux`);

  const named = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  );
  expect([...walked].toSorted()).toEqual(named.toSorted());
});
