import type { Populated } from "../../testing/populate.ts";
import { samplePhoto } from "../../testing/sample-media.ts";
import type { Walk } from "./walks.ts";

const nobody = "110000000000000000";

/** Uploads, of which one is there beforehand. */
export async function mediaWalks({ ada }: Populated): Promise<Walk[]> {
  const form = new FormData();
  form.set("file", new File([new Uint8Array(await samplePhoto(30, 40))], "a.jpg", { type: "image/jpeg" }));
  const { json: uploaded } = await ada.post("/api/v2/media", form);
  const one = (method: string, rest: Partial<Walk> = {}): Walk => ({
    operation: `${method} /api/v1/media/{id}`,
    path: `/api/v1/media/${uploaded.id}`,
    needs: "attachment",
    access: "user",
    nothing: `/api/v1/media/${nobody}`,
    ...rest,
  });
  const upload = (path: string): Walk => ({
    operation: `POST ${path}`,
    path,
    body: form,
    needs: "attachment",
    access: "user",
    faulty: { status: 422, body: {} },
  });
  const remove = (name: string): Walk => ({
    operation: `DELETE /api/v1/profile/${name}`,
    path: `/api/v1/profile/${name}`,
    needs: "credentialAccount",
    access: "user",
  });
  const { needs: _, ...deletion } = one("DELETE");
  return [
    upload("/api/v1/media"),
    upload("/api/v2/media"),
    one("GET"),
    one("PUT", { body: { description: "A hold" }, faulty: { status: 422, body: { focus: "here" } } }),
    deletion,
    remove("avatar"),
    remove("header"),
  ];
}
