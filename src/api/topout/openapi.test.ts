import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { samplePhoto } from "../../testing/sample-media.ts";
import { startS3 } from "../../testing/start-s3.ts";
import { startTopout } from "../../testing/start-topout.ts";

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
}

test("the document of the extensions says what they answer, and names nothing that is not there", async () => {
  await using s3 = await startS3();
  await using topout = await startTopout(s3.environment);
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
  const climb = { route_name: "The Nose", style: "redpoint", grade: "5.9", post: true };
  const { id, status_id: statusId } = await walk("post", "/api/v1/climbs", "/api/v1/climbs", climb);
  await walk("get", "/api/v1/climbs/{id}", `/api/v1/climbs/${id}`);
  await walk("put", "/api/v1/climbs/{id}", `/api/v1/climbs/${id}`, { ...climb, rating: 5 });
  await walk("get", "/api/v1/accounts/{id}/climbs", `/api/v1/accounts/${ada.account.id}/climbs`);
  for (const verb of ["dislike", "undislike"]) {
    await walk("post", `/api/v1/statuses/{id}/${verb}`, `/api/v1/statuses/${statusId}/${verb}`);
  }
  await walk("delete", "/api/v1/climbs/{id}", `/api/v1/climbs/${id}`);
  const photo = await samplePhoto();
  const asked = { content_type: "image/jpeg", size: photo.length };
  const place = await walk("post", "/api/v1/media/uploads", "/api/v1/media/uploads", asked);
  const form = new FormData();
  for (const [name, value] of Object.entries(place.fields)) form.set(name, value as string);
  form.set("file", new File([new Uint8Array(photo)], "a.jpg", { type: "image/jpeg" }));
  expect((await fetch(place.url, { method: "POST", body: form })).ok).toBe(true);
  const confirm = "/api/v1/media/uploads/{id}/confirm";
  await walk("post", confirm, confirm.replace("{id}", place.id), { description: "Sent directly" }, 202);

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
