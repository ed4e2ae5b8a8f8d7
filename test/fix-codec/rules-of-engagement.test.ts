/** The rules of engagement: the document in the repository is the one that the tables make, and nothing is missing from it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Reason, reasonText } from '../../engine/reasons.js';
import { readBody } from '../../gateway/fix/dialect/body.js';
import { heeded } from '../../gateway/fix/dialect/heeded.js';
import { dialects, fix42, fix44, fix50sp2 } from '../../gateway/fix/dialect/versions.js';
import { messageNotes } from '../../gateway/fix/engagement/notes.js';
import { IN, OUT, SESSION } from '../../gateway/fix/engagement/notes-fields.js';
import { RULES_FILE, rulesOfEngagement } from '../../gateway/fix/rules-of-engagement.js';

const text = rulesOfEngagement();
const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);

/** What stands under a heading, to the next. */
function section(heading: string): string {
  const start = text.indexOf(`\n${heading}\n`);
  expect(start, heading).toBeGreaterThan(0);
  const end = text.indexOf('\n#', start + heading.length);
  return text.slice(start, end < 0 ? text.length : end);
}

/** Cells of the row of a tag. */
function row(heading: string, tag: number): string[] {
  const line = section(heading)
    .split('\n')
    .find((l) => l.startsWith(`| ${tag} |`));
  expect(line, `${heading}: ${tag}`).toBeDefined();
  return line!
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

it('the file in the repository is up to date; if not: npm run rules-of-engagement', () => {
  expect(readFileSync(RULES_FILE, 'utf8') === text).toBe(true);
});

describe('the rules of engagement', () => {
  it('have every message of the tables, under who sends it', () => {
    const all = Object.values(dialects).flatMap(({ messages }) => messages.filter(({ body }) => body !== null));
    for (const { name, msgType } of all) expect(headings).toContain(`${name} (${msgType})`);
    const at = (heading: string) => headings.indexOf(heading);
    expect(at('NewOrderSingle (D)')).toBeGreaterThan(at('Messages you send'));
    expect(at('NewOrderSingle (D)')).toBeLessThan(at('Messages the venue sends'));
    expect(at('ExecutionReport (8)')).toBeGreaterThan(at('Messages the venue sends'));
  });

  it('have a row for every field that is required, or heeded', () => {
    for (const { messages } of Object.values(dialects)) {
      for (const { name, msgType, body, direction } of messages) {
        if (body === null || direction === 'out') continue;
        const { tags } = readBody(heeded[msgType], {});
        const shown = body.tags.filter((tag) => tags.includes(tag) || body.required.includes(tag));
        for (const tag of shown) row(`### ${name} (${msgType})`, tag);
      }
    }
  });

  it('say by version what is required, what a field is called, and what is not there', () => {
    expect(row('### NewOrderSingle (D)', 21)).toEqual(['21', 'HandlInst', 'char', 'R', 'o', 'o', '1, 2, 3; no effect']);
    expect(row('### NewOrderSingle (D)', 44).slice(3, 6)).toEqual(['c', 'c', 'c']);
    expect(row('### NewOrderSingle (D)', 44)[6]).toMatch(/required with OrdType 2 or 4$/);
    expect(row('### NewOrderSingle (D)', 1138).slice(3, 6)).toEqual(['–', '–', 'o']);
    expect(row('### ExecutionReport (8)', 32)[1]).toBe('LastQty (4.2: LastShares)');
    expect(row('### ExecutionReport (8)', 20).slice(3, 6)).toEqual(['R', '–', '–']);
    expect(row('### MarketDataRequest (V)', 269)[1]).toBe('· MDEntryType');
    expect(row('### Logon (A)', 8013)[6]).toBe('in');
  });

  it('list the values that the venue acts on, and no others', () => {
    const values = row('### NewOrderSingle (D)', 40)[6];
    expect(values).toMatch(/^1 Market, 2 Limit, 3 Stop, 4 Stop limit, K Market with left over as limit, P Pegged;/);
  });

  it('list what has no effect, and how a later version differs', () => {
    const quiet = section('### OrderMassCancelRequest (q)');
    expect(quiet).toContain('Accepted, without effect, 4.2: 58 Text.');
    expect(quiet).toContain(
      'Accepted, without effect, 5.0: as 4.4, and Parties, TargetParties, 1301 MarketID, 1300 MarketSegmentID.',
    );
    expect(quiet).toContain('the rest of Instrument');
    expect(section('## Components')).toContain(
      '| PtysSubGrp | 4.4, 5.0: 802 NoPartySubIDs (a group), 523 PartySubID, 803 PartySubIDType |',
    );
    const names = [...text.matchAll(/(?:without effect[^:]*: |, |and )([A-Z][A-Za-z]+)(?=[,.;\n])/g)].map(([, name]) => name);
    for (const name of names) if (/(Grp|Parties|Data|Instructions?)$/.test(name)) expect(text).toContain(`| ${name} |`);
  });

  it('say which report is sent when, as the encoder writes it', () => {
    const table = section('## ExecutionReport: what is sent when');
    expect(table).toContain('| a part is filled | 20=0 150=1 39=1 | 150=F 39=1 | 150=F 39=1 |');
    expect(table).toContain('| a stop is triggered | 20=0 150=D 39=0 378=4 | 150=D 39=0 378=99 | 150=L 39=0 |');
    expect(table).toContain('| a trade is busted | 20=1 150=1 39=1 | 150=H 39=1 | 150=H 39=1 |');
  });

  it('have every reason that a broker can be told, with its codes by version', () => {
    const reasons = section('## Reasons');
    for (const reason of [Reason.unknownSymbol, Reason.priceBand, Reason.tooLateToCancel, Reason.killSwitch, Reason.pegsFull]) {
      expect(reasons).toContain(`| ${reasonText[reason]} |`);
    }
    expect(reasons).toContain('| OrderQty: expected a positive decimal number | 13 (4.2: 0) | 99 (4.2: 2) |');
    expect(reasons).not.toContain(reasonText[Reason.symbolCollides]);
    expect(section('## Rejects')).toContain('| 13 (4.2: –) | Tag appears more than once |');
  });

  it('say where our own fields are', () => {
    expect(row('## Our own fields', 7928).slice(1, 4)).toEqual(['SelfTradePreventionID', 'int', '8 D G (5.0: D G)']);
    for (const tag of [8000, 8013, 8014, 8015]) expect(row('## Our own fields', tag)[5]).not.toBe('');
  });

  it('have no note on what is not there, and no link that leads nowhere', () => {
    const types = [fix42, fix44, fix50sp2].flatMap(({ messages }) => messages.map(({ msgType }) => msgType));
    for (const msgType of Object.keys(messageNotes)) expect(types).toContain(msgType);
    for (const key of Object.keys({ ...IN, ...OUT, ...SESSION })) {
      const [tag, msgType = 'envelope'] = key.split('.').reverse();
      expect(['envelope', ...types], key).toContain(msgType);
      expect(
        Object.values(dialects).some(({ slotOf }) => slotOf[Number(tag)] !== 0),
        key,
      ).toBe(true);
    }
    const anchors = headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const [, anchor] of text.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(anchor);
  });

  it('stay readable', () => {
    expect(text.split('\n').length).toBeLessThan(1200);
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });
});
