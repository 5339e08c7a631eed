import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { eventually } from "./testing/eventually.ts";
import { probeBytes, sampleVideo } from "./testing/sample-media.ts";
import { spawnTopout } from "./testing/spawn-topout.ts";

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  test(
    `a video that is converted when ${signal} comes is converted after the next start`,
    { timeout: 120_000 },
    async () => {
      await using topout = await spawnTopout();
      const ada = await topout.signUp("ada");
      const form = new FormData();
      form.set("file", new File([new Uint8Array(await sampleVideo(8, "1280x720"))], "beta.mp4"));
      const uploaded = await ada.post("/api/v2/media", form);
      expect(uploaded.status, uploaded.text).toBe(202);
      // ffmpeg is at work by now, and will not be done for a while.
      await delay(600);
      expect((await ada.get(`/api/v1/media/${uploaded.json.id}`)).status).toBe(206);
      await topout.kill(signal);
      await topout.start();
      const done = await eventually(async () => {
        const answer = await ada.get(`/api/v1/media/${uploaded.json.id}`);
        return answer.status === 206 ? null : answer;
      }, 90_000);
      expect(done.status, done.text).toBe(200);
      expect(done.json.meta.original.duration).toBeCloseTo(8, 0);
      const film = await fetch(done.json.url);
      const { streams } = await probeBytes(new Uint8Array(await film.arrayBuffer()));
      expect(streams.map((stream) => stream.codec_name).sort()).toEqual(["aac", "h264"]);
      expect((await ada.post("/api/v1/statuses", { status: "Beta", media_ids: [done.json.id] })).status).toBe(200);
    },
  );
}
