import { expect, it, test } from 'vitest';
import { ID_SPAN } from '../../engine/records.js';
import { FixedText } from '../../gateway/fix/fixed-text.js';
import { putId } from '../../gateway/fix/ids.js';
import { FixWriter } from '../../gateway/fix/writer.js';

const writer = new FixWriter(256);

function written(put: () => void): string {
  writer.clear();
  put();
  return Buffer.from(writer.u8.subarray(0, writer.at)).toString('latin1');
}

it('writes ids as epoch and counter, in whatever order epochs come', () => {
  const epochs = [1, 1, 2, 999, 1000, 1000, 7, 123_456, 999, 1, 2 ** 16];
  for (const epoch of epochs) {
    for (const counter of [1, 9, 999, 1000, 20_000, 2 ** 31, ID_SPAN - 1]) {
      const ids = Float64Array.of(0, epoch * ID_SPAN + counter);
      expect(written(() => putId(writer, 37, ids, 1))).toBe(`37=${epoch}-${counter}\x01`);
      expect(written(() => putId(writer, 17, ids, 0))).toBe('17=NONE\x01');
    }
  }
});

test.each(['', 'a', '58=exactly 16 long', 'x'.repeat(100)])('a fixed text is written as it is: %j', (text) => {
  expect(written(() => writer.fixed(new FixedText(text)))).toBe(text);
});

test('a fixed text is ASCII', () => {
  expect(() => new FixedText('58=caf\u00e9')).toThrow('expected ASCII, got character 233');
});
