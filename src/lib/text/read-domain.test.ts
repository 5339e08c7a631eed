import { expect, test } from "vitest";
import { readDomain } from "./read-domain.ts";

test("a domain is read out of what people type for it", () => {
  for (const typed of ["crag.test", " Crag.test ", "*.crag.test", "https://crag.test/@ada?a#b"])
    expect(readDomain(typed), typed).toBe("crag.test");
  for (const typed of ["", "crag", "ada@crag.test", "crag.test/\nx", "a/\nb.test/c"])
    expect(readDomain(typed), typed).toBeNull();
});

test("slashes without end are no domain, at once", () => {
  const start = performance.now();
  expect(readDomain(`crag.test${"/".repeat(150_000)}\nx`)).toBeNull();
  expect(performance.now() - start).toBeLessThan(1_000);
});
