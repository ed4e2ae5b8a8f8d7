import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldArrays, FixParser, Parse, packMsgType, unpackMsgType } from '../../gateway/fix/parser.js';
import { bytes, checkSum, EACH_TYPE, feed, fix, limits, message, naive, ORDER, parseOne } from './support.js';

const parser = () => new FixParser(limits);
const statuses = (text: string, from = parser()) => feed(from, [bytes(text)]).map((one) => one.status);
const seqNums = (text: string) =>
  feed(parser(), [bytes(text)]).map((one) => one.fields.find(([tag]) => tag === 34)?.[1] ?? one.status);

describe('well-framed messages', () => {
  it('gives the fields of each type as a naive parser does', () => {
    for (const text of EACH_TYPE) {
      expect(feed(parser(), [bytes(text)])).toEqual([{ status: 'message', fields: naive(text) }]);
    }
  });

  it('gives the header fields a session asks for', () => {
    const one = parseOne(fix('35=AF|49=BROKER|56=VENUE|34=42|43=Y|97=Y|52=T1|122=T0|'));
    expect(unpackMsgType(one.msgType)).toBe('AF');
    expect(one.msgType).toBe(packMsgType('AF'));
    expect([one.msgSeqNum, one.possDup, one.possResend]).toEqual([42, true, true]);
    const names = [one.senderCompId, one.targetCompId, one.sendingTime, one.origSendingTime].map((i) => one.text(i));
    expect(names).toEqual(['BROKER', 'VENUE', 'T1', 'T0']);
  });

  it('has no MsgSeqNum where there is none or it is no number', () => {
    expect(parseOne(fix('35=0|')).msgSeqNum).toBe(-1);
    expect(parseOne(fix('35=0|34=x|')).msgSeqNum).toBe(-1);
    expect(parseOne(fix('35=0|34=-5|')).msgSeqNum).toBe(-1);
    expect(parseOne(fix('35=0|34=12345678901234567890|')).msgSeqNum).toBe(-1);
  });

  it('takes the length of a data field from the field before it', () => {
    const one = parseOne(fix('35=A|95=9|96=a\x0110=000\x01|98=0|'));
    expect(one.text(one.find(96))).toBe('a\x0110=000\x01');
    expect(one.text(one.find(98))).toBe('0');
  });

  it('gives tags that cannot be valid as they came, so that a Reject can name them', () => {
    expect(parseOne(fix('35=0|-1=HI|')).find(-1)).toBe(3);
    expect(parseOne(fix('35=0|0=HI|')).find(0)).toBe(3);
    expect(parseOne(fix('35=0|1234567=HI|')).find(1234567)).toBe(3);
  });

  it('keeps as many fields as the limit allows and says that there were more', () => {
    const small = new FixParser({ fixMessageBytes: 8192, fixFields: 16 });
    small.append(bytes(fix(`35=D|34=7|${'58=x|'.repeat(100)}`)));
    expect(small.next()).toBe(Parse.message);
    expect([small.truncated, small.fieldCount, small.msgSeqNum]).toEqual([true, 16, 7]);
    small.append(bytes(fix('35=0|34=8|')));
    expect(small.next()).toBe(Parse.message);
    expect(small.truncated).toBe(false);
  });

  it('does not take what stands beyond the limit of fields for something else', () => {
    const small = new FixParser({ fixMessageBytes: 8192, fixFields: 16 });
    small.append(bytes(fix(`35=D|${'58=x|'.repeat(12)}34=7|49=A|56=B|52=T|43=Y|122=T|`)));
    expect(small.next()).toBe(Parse.message);
    const { truncated, msgSeqNum, senderCompId, targetCompId, sendingTime, origSendingTime, possDup } = small;
    expect({ truncated, msgSeqNum, senderCompId, targetCompId, sendingTime, origSendingTime, possDup }).toEqual({
      truncated: true,
      msgSeqNum: -1,
      senderCompId: -1,
      targetCompId: -1,
      sendingTime: -1,
      origSendingTime: -1,
      possDup: false,
    });
  });

  it('takes no MsgType for another: a second character that is NUL is one', () => {
    expect(parseOne(fix('35=D\x00|34=1|')).msgType).toBe(0);
    expect(parseOne(fix('35=\x00D|34=1|')).msgType).toBe(packMsgType('\x00D'));
    expect(parseOne(fix('35=\xff\xff|34=1|')).msgType).toBe(0xffff);
  });
});

describe('any split of the stream', () => {
  const stream = EACH_TYPE.join('');
  const whole = feed(parser(), [bytes(stream)]);

  it('needs more at every truncation point of every message', () => {
    for (const text of EACH_TYPE) {
      const all = bytes(text);
      for (let cut = 0; cut < all.length; cut++) {
        const one = parser();
        one.append(all.subarray(0, cut));
        expect(one.next(), `${text} cut at ${cut}`).toBe(Parse.needMore);
        one.append(all.subarray(cut));
        expect(one.next(), `${text} cut at ${cut}`).toBe(Parse.message);
        expect(one.next()).toBe(Parse.needMore);
      }
    }
  });

  it('gives the same messages at every split point, byte by byte, and at random splits', () => {
    const all = bytes(stream);
    expect(whole.length).toBe(EACH_TYPE.length);
    for (let cut = 0; cut <= all.length; cut++)
      expect(feed(parser(), [all.subarray(0, cut), all.subarray(cut)])).toEqual(whole);
    expect(
      feed(
        parser(),
        Array.from(all, (byte) => Uint8Array.of(byte)),
      ),
    ).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 60 }), (sizes) => {
        const pieces: Uint8Array[] = [];
        let at = 0;
        for (const size of [...sizes, all.length]) {
          pieces.push(all.subarray(at, at + size));
          at = Math.min(all.length, at + size);
        }
        expect(feed(parser(), pieces)).toEqual(whole);
      }),
      { numRuns: 100 },
    );
  });

  it('goes round its buffer for ever', () => {
    const one = parser();
    const text = bytes(message('D', 1, ORDER).repeat(500));
    expect(text.length).toBeGreaterThan(4 * one.buffer.length);
    expect(feed(one, [text]).length).toBe(500);
  });
});

describe('garbled messages', () => {
  const next = message('0', 99, '');

  it.each([
    ['a wrong checksum', message('0', 1, '').replace(/10=...\|$/, '10=256|')],
    ['a checksum of one digit', '8=FIX.4.4|9=5|35=0|10=0|'],
    ['a body length that is too short', fix('35=0|34=1|58=0123456789|').replace('9=24', '9=20')],
    ['a message type that is not third', fix('34=1|35=0|')],
    ['no message type', '8=FIX.4.4|9=0|10=202|'],
    ['no body length', '8=FIX.4.4|35=0|34=1|10=000|'],
    ['a body length that is no number', '8=FIX.4.4|9=4x|35=0|34=1|10=000|'],
    ['a body length of seven digits', '8=FIX.4.4|9=0000005|35=0|10=000|'],
    ['a tag that is no number', fix('35=0|4garbled9=TW|')],
    ['a field without a tag', fix('35=0|=x|')],
    ['a field without an equals sign', fix('35=0|34|')],
    ['a tag of ten digits', fix('35=0|1234567890=x|')],
    ['a leading zero in a tag', fix('35=0|034=1|')],
    ['a checksum in the middle', fix('35=0|10=000|34=1|')],
    ['a data field that is longer than the message', fix('35=0|95=900|96=x|')],
    ['a data field that does not end where its length says', fix('35=0|95=2|96=xyz|')],
    ['a begin string that is too long', '8=FIX.4.4444444444444|9=5|35=0|10=000|'],
    ['bytes that are no FIX', 'GET / HTTP/1.1\r\n\r\n'],
  ])('%s is ignored, and the next message is read', (_, garbled) => {
    expect(statuses(garbled + next)).toEqual(['garbled', 'message']);
    expect(
      feed(
        parser(),
        Array.from(bytes(garbled + next), (byte) => Uint8Array.of(byte)),
      ).at(-1)?.status,
    ).toBe('message');
  });

  it('is answered as soon as it is known, not when the next bytes come', () => {
    expect(statuses('8=FIX.4.4|9=20|35=A|34=1|49=TW|52=x|56=Y|98=0|108=30|10=000|')).toEqual(['garbled']);
    expect(statuses('hello')).toEqual(['garbled']);
  });

  it('takes the message that a too long body length reaches into with it, and no more', () => {
    const long = message('0', 4, '58=x|');
    const length = /9=(\d+)/.exec(long)?.[1];
    const reaching = long.replace(`9=${length}`, `9=${Number(length) + 14}`);
    expect(seqNums(reaching + message('0', 5, '') + message('0', 6, ''))).toEqual(['garbled', '6']);
  });

  it('counts endless rubbish again and again, in bounded memory', () => {
    const one = parser();
    const rubbish = new Uint8Array(1000).fill(0x78);
    let garbled = 0;
    for (let i = 0; i < 1000; i++) {
      expect(one.append(rubbish)).toBe(1000);
      while (one.next() === Parse.garbled) garbled++;
    }
    expect(garbled).toBeGreaterThan(50);
    expect(feed(one, [bytes(next)]).map((got) => got.status)).toEqual(['message']);
  });
});

describe('memory', () => {
  it('is room for two messages of the size that is allowed, and grows with it, whatever has come by then', () => {
    const text = fix(`35=0|34=3|58=${'x'.repeat(2000)}|`);
    const all = bytes(text);
    for (const cut of [0, 1, 9, 20, 256, 512]) {
      const one = new FixParser(limits, 256);
      one.append(bytes(EACH_TYPE[0]));
      expect(one.next()).toBe(Parse.message);
      expect(one.buffer.length).toBe(512);
      const taken = one.append(all.subarray(0, cut));
      one.allow(8192);
      expect(one.buffer.length).toBe(16_384);
      expect(feed(one, [all.subarray(taken)])).toEqual(feed(parser(), [all]));
      one.allow(256);
      expect(statuses(text, one)).toEqual(['fatal']);
    }
  });

  it('of fields may be shared by parsers that take turns', () => {
    const shared = new FieldArrays(limits.fixFields);
    const parsers = EACH_TYPE.map(() => new FixParser(limits, 1024, shared));
    const seen: string[] = EACH_TYPE.map(() => '');
    const longest = Math.max(...EACH_TYPE.map((text) => text.length));
    for (let at = 0; at < longest; at++) {
      for (const [i, text] of EACH_TYPE.entries()) {
        for (const { fields } of feed(parsers[i], [bytes(text.slice(at, at + 1))])) seen[i] += JSON.stringify(fields);
      }
    }
    expect(seen).toEqual(EACH_TYPE.map((text) => JSON.stringify(naive(text))));
  });
});

describe('limits', () => {
  it('ends the connection at a message that is too long, before it has come', () => {
    expect(statuses('8=FIX.4.4|9=8200|')).toEqual(['fatal']);
    const one = new FixParser(limits, 1024);
    expect(statuses('8=FIX.4.4|9=1020|', one)).toEqual(['fatal']);
    expect(one.fault).toMatch(/1024/);
  });

  it('takes a message of exactly the limit', () => {
    const room = limits.fixMessageBytes - fix('35=0|58=|').length - 3;
    const text = fix(`35=0|58=${'x'.repeat(room)}|`);
    expect(bytes(text).length).toBe(limits.fixMessageBytes);
    expect(statuses(`${text}${text}`)).toEqual(['message', 'message']);
  });
});

describe('mutations', () => {
  it('never throws, never hangs, and takes only what has the right length and checksum', () => {
    const one = parser();
    const originals = EACH_TYPE.map(bytes);
    let seed = 12345;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return seed % below;
    };
    for (let round = 0; round < 50_000; round++) {
      const mutant = Uint8Array.from(originals[random(originals.length)]);
      for (let i = random(4); i >= 0; i--) mutant[random(mutant.length)] = random(3) === 0 ? random(256) : 0x30 + random(16);
      let from = 0;
      while (from < mutant.length) {
        from += one.append(mutant, from);
        for (let status = one.next(); status !== Parse.needMore; status = one.next()) {
          if (status === Parse.fatal) throw new Error(one.fault);
          if (status === Parse.garbled) continue;
          const text = Buffer.from(one.buffer.subarray(one.start, one.end)).toString('latin1');
          const [, length] = /^8=FIX[^\x01]*\x019=(\d+)\x01/.exec(text)!;
          expect(text.endsWith(`\x0110=${checkSum(text.slice(0, -7))}\x01`)).toBe(true);
          expect(text.length - text.indexOf('\x0135=') - 1 - 7).toBe(Number(length));
        }
      }
    }
    feed(one, [bytes('x'.repeat(20_000))]);
    expect(feed(one, [bytes(EACH_TYPE[0])]).at(-1)?.status).toBe('message');
  });
});
