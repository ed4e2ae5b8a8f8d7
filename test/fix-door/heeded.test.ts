/** What dialect/heeded.ts says that the venue reads and writes, against what the real door looks for and says. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Body, readBody } from '../../gateway/fix/dialect/body.js';
import type { Dialect, Message } from '../../gateway/fix/dialect/dialect.js';
import { heeded, heededValues, termTags, written } from '../../gateway/fix/dialect/heeded.js';
import { dialects } from '../../gateway/fix/dialect/versions.js';
import { FixParser, unpackMsgType } from '../../gateway/fix/parser.js';
import { Validator } from '../../gateway/fix/validate.js';
import type { Message as Received } from './support/peer.js';
import { World } from './support/world.js';

const all: readonly Dialect[] = Object.values(dialects);
const messageOf = (dialect: Dialect, msgType: string): Message => dialect.messages.find((m) => m.msgType === msgType)!;
const bodyOf = (text: string) => readBody(text, {});

/** Tags of a table that a version has for the message, groups and their members included. */
function within(table: Body, body: Body): number[] {
  return table.tags.filter((tag) => body.tags.includes(tag)).sort((a, b) => a - b);
}

function missing(table: Body, bodies: readonly Body[]): number[] {
  const own = table.tags.filter((tag) => !bodies.some((body) => body.tags.includes(tag)));
  const groups = [...table.groups].flatMap(([tag, group]) =>
    missing(
      group,
      bodies.flatMap((body) => body.groups.get(tag) ?? []),
    ),
  );
  return [...own, ...groups];
}

describe('the tables of what is heeded', () => {
  it('have an entry for each message that comes in, with fields that some version has for it', () => {
    for (const dialect of all) {
      for (const { msgType, direction } of dialect.messages) {
        if (direction === 'in' || direction === 'both') expect(heeded, msgType).toHaveProperty([msgType]);
        if (direction === 'both') expect(written, msgType).toHaveProperty([msgType]);
      }
    }
    for (const [msgType, text] of [...Object.entries(heeded), ...Object.entries(written)]) {
      const bodies = all.map((dialect) => messageOf(dialect, msgType).body!);
      expect(missing(bodyOf(text), bodies), msgType).toEqual([]);
    }
  });

  it('have values that some version has, with a name', () => {
    for (const [tag, codes] of Object.entries(heededValues)) {
      for (const code of codes) {
        const allowing = all.filter((d) => d.slotOf[Number(tag)] !== 0 && d.allows(Number(tag), code));
        expect(allowing.length, `${tag}=${code}`).toBeGreaterThan(0);
      }
    }
  });
});

const SAMPLES: Record<number, string> = {
  ...{ 1: 'ACC', 11: 'ID', 18: '6', 21: '1', 38: '10', 40: '2', 41: 'a', 44: '100.00', 54: '1', 55: 'AAPL', 59: '0' },
  ...{
    60: '20231114-22:13:20',
    99: '101',
    110: '5',
    111: '5',
    126: '20231115-22:13:20',
    152: '1000',
    211: '1',
    530: '7',
    263: '0',
    320: 'R',
    321: '0',
    324: 'S',
    335: 'T',
    336: 'DAY',
    559: '0',
    37: '1-1',
    583: 'x',
  },
  ...{ 790: 'Q', 836: '0', 1094: '5', 1138: '5', 1385: '1', 2362: '7', 2964: '1', 7928: '7', 8000: 'N', 8014: 'Y', 8015: 'N' },
};
const ORDERS = ['D', 'F', 'G', 'H', 'q', 'c', 'e', 'g', 'x'];

/** All that is required of a message, and all that is heeded. */
function fullMessage(dialect: Dialect, msgType: string): string {
  const { body } = messageOf(dialect, msgType);
  const tags = body!.tags.filter((tag) => body!.required.includes(tag) || bodyOf(heeded[msgType]).tags.includes(tag));
  return tags.map((tag) => `${tag}=${SAMPLES[tag]}`).join('|');
}

/** A day with every message of the session layer, and each request, in full. */
function live(dialect: Dialect): Received[] {
  const world = new World({ limits: { messagesPerSecond: 60 } });
  const peer = world.peer({ beginString: dialect.beginString });
  peer.logon('141=Y|789=1|8013=N');
  peer.send('0', '112=x').send('1', '112=hello').send('3', '45=1|58=why').send('j', '45=1|372=D|380=0|58=why');
  for (const msgType of ORDERS) {
    for (const ordType of ['2', '4', 'P', '1']) {
      const full = fullMessage(dialect, msgType).replace('40=2', `40=${ordType}`).replace('11=ID', `11=${msgType}${ordType}`);
      // of two fields that say the same the first is enough
      peer.send(msgType, full).send(msgType, full.replace(/\|111=5/, '').replace(/\|7928=7/, ''));
    }
  }
  peer.send('D', '11=x|999=1').send('Z', '117=x');
  peer.send('4', `123=Y|36=${peer.msgSeqNum + 5}`);
  peer.sendAs(peer.msgSeqNum + 4 + 2, '0');
  peer.msgSeqNum += 4;
  peer.send('0').send('0').send('2', '7=1|16=0');
  for (let i = 0; i < 90; i++) peer.send('H', fullMessage(dialect, 'H'));
  world.pass(40_000, 1000);
  peer.send('5', '58=bye');
  const lost = world.peer({ beginString: dialect.beginString, msgSeqNum: 1 });
  lost.logon();
  lost.raw(peer.message('0', '', '', 1));
  return [...peer.all(), ...lost.all()];
}

const asked = new Map<string, Set<number>>();
const note = (msgType: string, tag: number) => {
  if (!asked.has(msgType)) asked.set(msgType, new Set());
  asked.get(msgType)!.add(tag);
};

afterEach(() => vi.restoreAllMocks());

describe.each(all.map((dialect) => [dialect.beginString, dialect] as const))('over %s', (_, dialect) => {
  it('what the door looks for in each message is what the table says', () => {
    asked.clear();
    const { find } = FixParser.prototype;
    const { find: findValid } = Validator.prototype;
    vi.spyOn(FixParser.prototype, 'find').mockImplementation(function (this: FixParser, tag) {
      note(unpackMsgType(this.msgType), tag);
      return find.call(this, tag);
    });
    vi.spyOn(Validator.prototype, 'find').mockImplementation(function (this: Validator, tag) {
      note(this.message!.msgType, tag);
      return findValid.call(this, tag);
    });
    live(dialect);
    for (const msgType of ['0', '1', '2', '3', '4', '5', 'A', 'j', ...ORDERS]) {
      const { body } = messageOf(dialect, msgType);
      const found = [...(asked.get(msgType) ?? [])].filter((tag) => body!.tags.includes(tag));
      expect(
        found.sort((a, b) => a - b),
        msgType,
      ).toEqual(within(bodyOf(heeded[msgType]), body!));
    }
  });

  it('what the door says in the session layer is what the table says', () => {
    const messages = live(dialect);
    const apart = [...dialect.header.tags, ...dialect.trailer.tags];
    for (const [msgType, text] of Object.entries(written)) {
      const said = messages.filter((m) => m.type === msgType).flatMap((m) => m.fields.map(([tag]) => tag));
      const tags = [...new Set(said)].filter((tag) => !apart.includes(tag)).sort((a, b) => a - b);
      expect(tags, msgType).toEqual(within(bodyOf(text), messageOf(dialect, msgType).body!));
    }
  });
});

it('terms are read of every order that may have them', () => {
  for (const msgType of ['D', 'G']) expect(bodyOf(heeded[msgType]).tags).toEqual(expect.arrayContaining([...termTags]));
});
