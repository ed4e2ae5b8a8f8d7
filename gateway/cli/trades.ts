/** `buttonwood trades`: the day's trade file, from the journal; changes nothing, and may run beside an exchange. */
import { once } from 'node:events';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { NodeDisk } from '../../journal/disk.js';
import { journalDir, listSegments } from '../../journal/segment.js';
import { readTrades, type Trade } from '../../journal/trades.js';
import { dateNumber, dateText } from '../calendar.js';
import { priceText, qtyText } from '../decimal-text.js';
import { OperationalError } from '../errors.js';

interface Options {
  data: string;
  date?: number;
  format: 'csv' | 'json';
}

function businessDate(text: string): number {
  const digits = dateNumber(text);
  if (/^\d{4}-?\d\d-?\d\d$/.test(text) && !Number.isNaN(Date.parse(dateText(digits)))) return digits;
  throw new InvalidArgumentError('expected a date such as 20261120');
}

export function register(program: Command): void {
  program
    .command('trades')
    .description('print the trades of a journal, one a line: of a business day, or all')
    .requiredOption('--data <dir>', 'data directory')
    .option('--date <date>', 'business date, such as 20261120', businessDate)
    .addOption(new Option('--format <format>', 'a line of values, or of JSON').choices(['csv', 'json']).default('csv'))
    .action(print);
}

async function print({ data, date, format }: Options): Promise<void> {
  const disk = new NodeDisk();
  if (listSegments(disk, journalDir(data)).length === 0) {
    throw new OperationalError('BAD_ARGUMENT', `--data: expected a directory with a journal, got ${data}`);
  }
  process.stdout.on('error', () => process.exit(0)); // the reader of a pipe has gone
  const write = async (line: string) => {
    if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
  };
  if (format === 'csv') await write(TRADE_FIELDS.join(','));
  for (const trade of readTrades(disk, data, date)) {
    const row = tradeRow(trade);
    await write(format === 'json' ? JSON.stringify(row) : TRADE_FIELDS.map((name) => csvValue(row[name])).join(','));
  }
}

/** The columns, in order. Their names and order are relied upon: new ones stand at the end. */
export const TRADE_FIELDS = [
  'tradeId',
  'businessDate',
  'time',
  'symbol',
  'price',
  'qty',
  'aggressor',
  'auction',
  'buyFirm',
  'buyAccount',
  'buyOrderId',
  'buyClOrdId',
  'sellFirm',
  'sellAccount',
  'sellOrderId',
  'sellClOrdId',
  'status',
  'correctedPrice',
  'correctedQty',
  'changedBy',
  'approvedBy',
] as const;
type TradeRow = Record<(typeof TRADE_FIELDS)[number], string | boolean>;

/** A trade as it was made; `status` is empty, busted, or corrected with the price and quantity that hold now. */
export function tradeRow(trade: Trade): TradeRow {
  const { instrument, buy, sell, change } = trade;
  const corrected = change?.kind === 'corrected' ? change : null;
  return {
    tradeId: trade.tradeId,
    businessDate: dateText(trade.businessDate),
    time: timeText(trade.timeUs),
    symbol: instrument.symbol,
    price: priceText(trade.ticks, instrument),
    qty: qtyText(trade.lots, instrument),
    aggressor: trade.aggressor ?? '',
    auction: trade.auction,
    buyFirm: buy.firm,
    buyAccount: buy.account,
    buyOrderId: buy.orderId,
    buyClOrdId: buy.clOrdId,
    sellFirm: sell.firm,
    sellAccount: sell.account,
    sellOrderId: sell.orderId,
    sellClOrdId: sell.clOrdId,
    status: change?.kind ?? '',
    correctedPrice: corrected ? priceText(corrected.ticks, instrument) : '',
    correctedQty: corrected ? qtyText(corrected.lots, instrument) : '',
    changedBy: change?.author ?? '',
    approvedBy: change?.approver ?? '',
  };
}

/** To the µs, in UTC. */
function timeText(timeUs: number): string {
  const micros = String(timeUs % 1000).padStart(3, '0');
  return new Date(timeUs / 1000).toISOString().replace('Z', `${micros}Z`);
}

/** In quotes where a comma, a quote or the end of a line would end the value. */
export function csvValue(value: string | boolean): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
