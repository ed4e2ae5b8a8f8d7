import { expect, test } from 'vitest';
import { warmUpCodec } from '../../gateway/fix/warmup.js';

test('the warm-up passes its own orders, and can be repeated', () => {
  expect(warmUpCodec).not.toThrow();
  expect(warmUpCodec).not.toThrow();
});
