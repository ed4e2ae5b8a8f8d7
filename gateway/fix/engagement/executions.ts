/** Which ExecutionReport is sent when: what the encoder writes of each kind of event, in each version. */
import { Directory, emptySeed, type InstrumentInfo } from '../../../engine/directory.js';
import { Reason, type ReasonCode } from '../../../engine/reasons.js';
import { Exec, ExecType, OrdStatus, Phase, Type } from '../../../engine/records.js';
import { RecordViews } from '../../../engine/ring.js';
import type { Dialect } from '../dialect/dialect.js';
import { EncodeContext, encodeOwned } from '../encoder.js';
import { FixWriter, SessionHeader } from '../writer.js';
import { table } from './markdown.js';
import { each, labelOf, VERSIONS } from './versions.js';

interface Case {
  when: string;
  execType: number;
  ordStatus: number;
  reason?: ReasonCode;
  /** What else it has. */
  note: string;
}

const { new: isNew, partiallyFilled, filled, canceled, rejected, expired } = OrdStatus;

const cases: readonly Case[] = [
  { when: 'an order is accepted', execType: ExecType.new, ordStatus: isNew, note: 'OrderID from here on' },
  {
    when: 'an order is refused',
    execType: ExecType.rejected,
    ordStatus: rejected,
    reason: Reason.unknownSymbol,
    note: '103 and 58: [reasons](#reasons); 37=NONE',
  },
  {
    when: 'a part is filled',
    execType: ExecType.trade,
    ordStatus: partiallyFilled,
    note: '31, 32 of this fill; 14, 151, 6 of all',
  },
  { when: 'the rest is filled', execType: ExecType.trade, ordStatus: filled, note: 'the same' },
  {
    when: 'it is cancelled, as asked',
    execType: ExecType.canceled,
    ordStatus: canceled,
    note: "11 the cancel's, 41 the order's",
  },
  {
    when: 'it is cancelled by the venue',
    execType: ExecType.canceled,
    ordStatus: canceled,
    reason: Reason.noLiquidity,
    note: '58: [why](#reasons)',
  },
  {
    when: 'it is replaced, nothing of it filled',
    execType: ExecType.replaced,
    ordStatus: isNew,
    note: "11 the replace's, 41 the order's",
  },
  { when: 'it is replaced, a part filled', execType: ExecType.replaced, ordStatus: partiallyFilled, note: 'the same' },
  { when: 'it expires', execType: ExecType.expired, ordStatus: expired, reason: Reason.dayEnded, note: '58: [why](#reasons)' },
  { when: 'a stop is triggered', execType: ExecType.triggered, ordStatus: isNew, note: '58' },
  {
    when: 'self-trade prevention has made it smaller',
    execType: ExecType.restated,
    ordStatus: isNew,
    reason: Reason.selfTrade,
    note: '38, 151 the new ones; 58',
  },
  {
    when: 'the venue has changed its price or quantity',
    execType: ExecType.restated,
    ordStatus: isNew,
    note: '38, 44, 151 the new ones',
  },
  {
    when: 'a trade is busted',
    execType: ExecType.tradeCancel,
    ordStatus: partiallyFilled,
    note: "19 the trade's id; 31, 32 as they were",
  },
  {
    when: 'a trade is corrected',
    execType: ExecType.tradeCorrect,
    ordStatus: partiallyFilled,
    note: "19 the trade's id; 31, 32 as they are now",
  },
  {
    when: 'a status is asked for',
    execType: ExecType.status,
    ordStatus: partiallyFilled,
    note: '790 as asked; its terms and what is filled, as they are',
  },
  {
    when: 'the order asked for is unknown',
    execType: ExecType.status,
    ordStatus: rejected,
    reason: Reason.unknownOrder,
    note: '103, 58; 37=NONE',
  },
];

/** What tells one from the other. */
const SHOWN = [20, 150, 39, 378];
const CONTENT_BYTES = 1024;

export function executionsTable(): string {
  const head = ['when', ...VERSIONS.map((version) => labelOf[version]), 'with'];
  return table(
    head,
    cases.map((one) => {
      const texts = each((dialect) => reportOf(dialect, one));
      return [one.when, ...VERSIONS.map((version) => texts[version]), one.note];
    }),
  );
}

const instrument: InstrumentInfo = {
  ...{ index: 0, phase: Phase.open, symbol: 'ANY', tickUnits: 1, priceDecimals: 2, lotUnits: 1, qtyDecimals: 0 },
  ...{ minPriceTicks: 1, maxPriceTicks: 1e6, maxQtyLots: 1e6, referenceTicks: 0 },
};

function reportOf(dialect: Dialect, { execType, ordStatus, reason = Reason.none }: Case): string {
  const views = new RecordViews(new ArrayBuffer(CONTENT_BYTES));
  views.u16[2] = Type.EXEC;
  views.u8[Exec.EXEC_TYPE] = execType;
  views.u8[Exec.ORD_STATUS] = ordStatus;
  views.u16[Exec.REASON >> 1] = reason;
  const writer = new FixWriter(4 * CONTENT_BYTES);
  const directory = new Directory({ ...emptySeed, instruments: [instrument] });
  const header = new SessionHeader(dialect.beginString, 'VENUE', 'BROKER');
  const bytes = encodeOwned(writer, views, 0, new EncodeContext(dialect, directory, header));
  const fields = Buffer.from(writer.u8.buffer, 0, bytes).toString('latin1').split('\x01');
  return SHOWN.flatMap((tag) => fields.filter((field) => field.startsWith(`${tag}=`))).join(' ');
}
