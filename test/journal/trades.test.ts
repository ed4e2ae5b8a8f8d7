/** The day's trade file: every trade once, with both sides, its day, and what became of it. */
import { expect, test } from 'vitest';
import { type BustFields, writeBust, writeEndDay, writeSetSchedule } from '../../engine/commands-venue.js';
import { ID_SPAN, Phase } from '../../engine/records.js';
import { BustAction, ScheduleAction } from '../../engine/records-venue.js';
import { csvValue, TRADE_FIELDS, tradeRow } from '../../gateway/cli/trades.js';
import { readTrades } from '../../journal/trades.js';
import { SimDisk } from '../support/sim-disk.js';
import { DATA } from './support.js';
import { recoverVenue, Venue } from './venue.js';

const START = '2023-11-14';

function open() {
  const disk = new SimDisk();
  const venue = new Venue(disk, recoverVenue(disk), 1000).open();
  const { harness } = venue;
  const rows = (date?: number) => {
    venue.flush();
    return [...readTrades(disk, DATA, date)].map(tradeRow);
  };
  const bust = (fields: Partial<BustFields>) =>
    harness.run({}, (sink, o) =>
      writeBust(sink, o, {
        tradeId: ID_SPAN + 1,
        action: BustAction.bust,
        newTicks: 0,
        newLots: 0,
        approver: '',
        author: 'ann',
        ...fields,
      }),
    );
  return { venue, harness, rows, bust };
}

test('a trade stands with its price and both its sides', () => {
  const { harness, rows } = open();
  harness.sell('s1', 7, 101, { session: 0, account: 'ACC,1' });
  harness.buy('b1', 3, 102, { session: 1, account: 'X' });
  harness.buy('b2', 9, 90, { session: 1 });
  harness.sell('s2', 1, 90, { session: 0 });
  const all = rows();
  expect(all).toHaveLength(2);
  expect(all[0]).toMatchObject({
    tradeId: '1-1',
    businessDate: START,
    symbol: 'ACME',
    price: '1.01',
    qty: '3',
    aggressor: 'buy',
    auction: false,
    buyAccount: 'X',
    buyClOrdId: 'b1',
    sellAccount: 'ACC,1',
    sellClOrdId: 's1',
    sellOrderId: '1-1',
    status: '',
  });
  expect(all[0].time).toMatch(/^2023-11-14T22:13:20\.\d{6}Z$/);
  expect(all[1]).toMatchObject({ aggressor: 'sell', buyClOrdId: 'b2', sellClOrdId: 's2', price: '0.90' });
  expect(Object.keys(all[0])).toEqual([...TRADE_FIELDS]);
});

test('busts and corrections show at the trade, with who wanted them', () => {
  const { harness, rows, bust } = open();
  for (const id of ['1', '2', '3']) {
    harness.sell(`s${id}`, 5, 101, { session: 0 });
    harness.buy(`b${id}`, 5, 101, { session: 1 });
  }
  bust({ tradeId: ID_SPAN + 1, approver: 'bob' });
  bust({ tradeId: ID_SPAN + 2, action: BustAction.correct, newTicks: 99, newLots: 4 });
  expect(
    rows().map((row) => [row.tradeId, row.status, row.correctedPrice, row.correctedQty, row.changedBy, row.approvedBy]),
  ).toEqual([
    ['1-1', 'busted', '', '', 'ann', 'bob'],
    ['1-2', 'corrected', '0.99', '4', 'ann', ''],
    ['1-3', '', '', '', '', ''],
  ]);
});

test('an auction`s trades have no aggressor', () => {
  const { harness, rows } = open();
  harness.phase(Phase.openingAuction);
  harness.buy('b', 5, 105, { session: 0 });
  harness.sell('s', 5, 95, { session: 1 });
  harness.phase(Phase.open);
  expect(rows()).toMatchObject([{ auction: true, aggressor: '', buyClOrdId: 'b', sellClOrdId: 's' }]);
});

test('a trade belongs to the day whose end follows, and after the last to the next that is scheduled', () => {
  const { harness, rows } = open();
  const deal = (id: string) => {
    harness.sell(`s${id}`, 1, 100, { session: 0 });
    harness.buy(`b${id}`, 1, 100, { session: 1 });
  };
  const end = (date: number) => harness.run({}, (sink, o) => writeEndDay(sink, o, date, 'ann'));
  deal('1');
  end(20_231_113);
  deal('2');
  end(20_231_114);
  deal('3');
  expect(rows().map((row) => row.businessDate)).toEqual(['2023-11-13', '2023-11-14', '2023-11-14']);
  const changes = [{ timeUs: harness.timeUs + 1e9, action: ScheduleAction.endDay }];
  harness.run({}, (sink, o) => writeSetSchedule(sink, o, 20_231_115, changes, 'ann'));
  expect(rows().map((row) => row.businessDate)).toEqual(['2023-11-13', '2023-11-14', '2023-11-15']);
  expect(rows(20_231_114).map((row) => row.buyClOrdId)).toEqual(['b2']);
});

test('values with commas and quotes stay one value', () => {
  expect([csvValue('a,b'), csvValue('say "x"'), csvValue('plain'), csvValue(true)]).toEqual([
    '"a,b"',
    '"say ""x"""',
    'plain',
    'true',
  ]);
});
