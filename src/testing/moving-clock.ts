import type { Clock } from "../lib/clock.ts";

export interface MovingClock extends Clock {
  /** Lets so much time pass at once. */
  pass(ms: number): void;
}

/** The system's clock, which tests can put forward. */
export function movingClock(): MovingClock {
  let passed = 0;
  return {
    now: () => new Date(Date.now() + passed),
    pass(ms) {
      passed += ms;
    },
  };
}
