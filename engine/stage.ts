/**
 * A stage is one box of the architecture: a plain object that does what work there is and says how much it did.
 * It never knows its thread; a layout decides which thread hosts it, a loop (loop.ts) calls it.
 */
export interface Stage {
  readonly name: string;

  /** Does what there is to do now, at most a batch; returns how much, 0 for nothing. Must never block on another stage. */
  work(): number;

  /** Time (µs since 1970) at which work() wants to be called even if no bell rings; Infinity for never. */
  deadlineUs?(): number;

  /** Whether something of this stage is under way whose end another thread will publish soon: worth polling for. */
  busy?(): boolean;

  /** Called once when the process stops in good order, after the stages that feed this one have stopped. */
  stop?(): void;
}

/** How a thread waits when its stages have nothing to do. */
export const WAITS = ['park', 'adaptive', 'spin'] as const;
export type Wait = (typeof WAITS)[number];
