import { expect, it } from 'vitest';
import { warmUp } from '../../engine/warmup.js';

it('warms up without a trace, as often as it is asked to', () => {
  expect(() => {
    warmUp();
    warmUp();
  }).not.toThrow();
});
