/** What the tables say is valid, the venue's own check takes: so the fuzz begins with messages that count. */
import { describe, expect, it } from 'vitest';
import { Place } from '../../gateway/fix/dialect/dialect.js';
import { dialects } from '../../gateway/fix/dialect/versions.js';
import { FixParser, Parse } from '../../gateway/fix/parser.js';
import { VALID, Validator } from '../../gateway/fix/validate.js';
import { takenTypes, toWire, type Variant, validFields } from './valid-message.js';

const limits = { fixMessageBytes: 16_384, fixFields: 2048 };
const variants: Variant[] = ['required', 'all'];

describe.each(Object.values(dialects))('$beginString', (dialect) => {
  const validator = new Validator(dialect);

  function parsed(text: string): FixParser {
    const parser = new FixParser(limits);
    parser.append(Buffer.from(text, 'latin1'));
    if (parser.next() !== Parse.message) throw new Error(`not a message (${parser.fault}): ${text}`);
    return parser;
  }

  it.each(variants)('a message of each type with the fields that are %s', (variant) => {
    for (const message of takenTypes(dialect)) {
      const parser = parsed(toWire(dialect.beginString, validFields(dialect, message, variant)));
      const reason = validator.check(parser);
      expect([message.name, reason, reason === VALID ? 0 : validator.refTag]).toEqual([message.name, VALID, 0]);
      expect(validator.isTaken).toBe(true);
    }
  });

  it('all means all: each field that a type may have stands in it', () => {
    for (const message of takenTypes(dialect)) {
      const present = new Set(validFields(dialect, message, 'all').map(([tag]) => tag));
      for (const [slot, place] of message.place.entries()) {
        const tag = dialect.tagOf[slot];
        if (place === Place.notDefined || [8, 9, 10].includes(tag)) continue;
        expect(present.has(tag), `${message.name} ${tag}`).toBe(true);
      }
    }
  });
});
