/** Random commands in small ranges, so that things meet. References and times are relative until a whole list is numbered. */
import fc from 'fast-check';
import type { Command, NewOrder, OrderTerms, PhaseName, Side } from './commands.js';
import { middle } from './numbering.js';

export { numbered } from './numbering.js';

/** A command whose `id` is given by its place, whose `orig` and `link` say how many orders back, and whose times are from now. */
export type Raw = Command & { back?: number };
export type Flow = fc.Arbitrary<Raw>;

const int = (min: number, max: number) => fc.integer({ min, max });
const of = fc.constantFrom;
const session = int(0, 2);
const side = of<Side>('buy', 'sell');
const someSide = of<Side | undefined>(undefined, 'buy', 'sell');
const ins = of(0, 0, 1);
const account = of<string | undefined>(undefined, undefined, 'a', 'b');
const back = int(0, 9);
const ms = of(0, 1, 40, 100, 100, 250, 1000, 3000, 10_000, 15_000, 30_000, 60_000);

/** Near the middle of its instrument; now and then far away. */
const price = fc.oneof(
  { weight: 20, arbitrary: int(-4, 4) },
  { weight: 3, arbitrary: int(-12, 12) },
  { weight: 1, arbitrary: int(-90, 90) },
);
const qty = fc.oneof({ weight: 6, arbitrary: int(1, 10) }, { weight: 1, arbitrary: int(1, 40) });

type Terms = Partial<Omit<NewOrder, 'do'>>;

const route = of('', '', '', '', '', 'R', 'WAY', 'ROUTE-2');

/** Requests of which some have a route. */
function routed(flow: Flow): Flow {
  return fc.tuple(flow, route).map(([c, way]): Raw => (way === '' ? c : ({ ...c, route: way } as Raw)));
}

/** Orders with what `terms` gives them. */
export function orders(terms: fc.Arbitrary<Terms>): Flow {
  const flow = fc
    .record({ session, ins, side, price, qty, account, back, terms })
    .map(({ terms: more, price: near, back: n, account: whose, ins: i, ...rest }): Raw => {
      const at = more.ins ?? i;
      const { stop, ...others } = more;
      return {
        do: 'new',
        id: '',
        ins: at,
        price: near + middle(at),
        ...(whose ? { account: whose } : {}),
        ...(stop === undefined ? {} : { stop: stop + middle(at) }),
        ...rest,
        ...others,
        back: n,
      };
    });
  return routed(flow);
}

const tif = of('day', 'day', 'gtc', 'gtc', 'ioc', 'fok') as fc.Arbitrary<NewOrder['tif'] & string>;
const resting = of<'day' | 'gtc'>('day', 'gtc');

export const limits: Flow = orders(fc.record({ tif }));
export const passive: Flow = orders(fc.record({ tif: resting }));
export const markets: Flow = orders(
  of<Terms>({ type: 'market', tif: 'day' }, { type: 'market', tif: 'ioc' }, { type: 'market', tif: 'fok' }),
);
export const icebergs: Flow = orders(fc.record({ tif: resting, display: int(1, 5), qty: int(3, 30) }));
export const hidden: Flow = orders(
  fc.record({ tif: resting, hidden: of(true), min: of(undefined, undefined, 2, 5, 9) }).map(clean),
);
export const minimums: Flow = orders(
  fc.record({ tif: of('ioc' as const), type: of('limit' as const, 'market' as const), min: int(1, 12) }),
);
export const postOnly: Flow = orders(
  fc
    .record({ tif: resting, postOnly: of(true), reprice: of(undefined, true), hidden: of(undefined, undefined, true) })
    .map(clean),
);
export const toLimit: Flow = orders(fc.record({ type: of('marketToLimit' as const), tif: resting }));
export const notionals: Flow = orders(
  fc.record({
    type: of('market' as const),
    tif: of('ioc' as const, 'day' as const),
    qty: of(0),
    notional: int(50, 2500),
    ins: of(0, 0, 0, 1),
  }),
);
export const untilDates: Flow = orders(fc.record({ tif: of('gtd' as const), expireMs: of(1, 100, 1000, 5000, 30_000) }));
export const stops: Flow = orders(
  fc.record({
    type: of('stop' as const, 'stopLimit' as const),
    tif: resting,
    stop: int(-6, 6),
  }),
);
export const trailing: Flow = orders(
  fc
    .record({
      type: of('stop' as const),
      tif: resting,
      trailing: of(true),
      offset: int(1, 4),
      stop: of(undefined, undefined, -2, 0, 2),
    })
    .map(clean),
);
export const pegs: Flow = orders(
  fc
    .record({
      type: of('pegged' as const),
      tif: resting,
      peg: of('mid' as const, 'market' as const, 'primary' as const),
      offset: of(undefined, -2, -1, 1, 2),
      capped: of(undefined, undefined, true),
    })
    .map(clean),
);
const link = of<Terms>({ contingency: 'oneCancelsOther' }, { contingency: 'triggeredBy' });
export const links: Flow = orders(
  fc
    .record({
      l: link,
      t: of<Terms>(
        {},
        { type: 'stop', stop: 2 },
        { type: 'stop', stop: -2 },
        { type: 'stopLimit', stop: 0 },
        { type: 'stop', trailing: true, offset: 2 },
        { type: 'stop', trailing: true, offset: 1, stop: 1 },
        { display: 2 },
        { hidden: true },
        { hidden: true, min: 3 },
        { postOnly: true },
      ),
      tif: of('day' as const, 'gtc' as const, 'gtc' as const),
    })
    .map(({ l, t, tif: time }) => ({ ...t, ...l, tif: time })),
);
/** The second of two as one request, and often what the venue does not take. */
export const pairs: Flow = orders(
  fc
    .record({
      contingency: of(
        'oneCancelsOther' as const,
        'oneCancelsOther' as const,
        'oneCancelsOther' as const,
        'triggeredBy' as const,
      ),
      paired: of(true),
      t: of<Terms>(
        {},
        {},
        { type: 'stop', stop: 2 },
        { type: 'stop' },
        { qty: 0 },
        { price: 2000 },
        { tif: 'ioc' },
        { postOnly: true },
      ),
      ins: of(undefined, undefined, undefined, 7),
      tif: of('gtc' as const),
    })
    .map(({ t, ...rest }): Terms => ({ ...clean(rest), ...t })),
);
const grouping = fc
  .record({
    group: of(undefined, 1, 2),
    stp: of(
      undefined,
      'cancelNewest' as const,
      'cancelOldest' as const,
      'cancelBoth' as const,
      'decrement' as const,
      'off' as const,
    ),
  })
  .map(clean);
export const grouped: Flow = orders(
  fc
    .tuple(
      grouping,
      of<Terms>(
        { tif: 'day' },
        { tif: 'gtc' },
        { tif: 'ioc' },
        { tif: 'fok' },
        { display: 2, tif: 'gtc' },
        { hidden: true, tif: 'day' },
        { type: 'market', tif: 'ioc' },
        { type: 'market', tif: 'ioc', qty: 0, notional: 700, ins: 0 },
        { tif: 'ioc', min: 4 },
      ),
    )
    .map(([a, b]): Terms => ({ ...a, ...b })),
);
export const atAuctions: Flow = orders(
  of<Terms>(
    { tif: 'atTheOpen' },
    { tif: 'atTheClose' },
    { type: 'market', tif: 'atTheOpen' },
    { type: 'market', tif: 'atTheClose' },
    { type: 'market', tif: 'day' },
  ),
);
/** Terms that do not go together, more often than not. */
export const muddles: Flow = orders(
  fc
    .record({
      type: of<NewOrder['type']>('limit', 'limit', 'market', 'stop', 'stopLimit', 'marketToLimit', 'pegged'),
      tif: of<NewOrder['tif']>('day', 'gtc', 'ioc', 'fok', 'gtd', 'atTheOpen', 'atTheClose'),
      odd: of<OrderTerms>(
        {},
        { display: 2 },
        { hidden: true },
        { min: 2 },
        { postOnly: true },
        { reprice: true },
        { notional: 500 },
        { offset: 1 },
        { peg: 'mid' },
        { capped: true },
        { trailing: true, offset: 1 },
        { stop: 1 },
        { expireMs: 500 },
        { display: 2, hidden: true },
        { trailing: true },
        { peg: 'mid', offset: 1 },
        { paired: true },
      ),
      odder: of<OrderTerms>({}, {}, {}, { stop: 1 }, { expireMs: 500 }, { display: 20 }, { hidden: true }),
      qty: of(0, 1, 5, 5, 1001),
    })
    .map(({ odd, odder, ...rest }) => ({ ...rest, ...odd, ...odder }) as Terms),
);

export const cancels: Flow = routed(fc.record({ session, back }).map((r): Raw => ({ do: 'cancel', id: '', orig: '', ...r })));
export const statuses: Flow = routed(fc.record({ session, back }).map((r): Raw => ({ do: 'status', orig: '', ...r })));
export const massStatuses: Flow = routed(
  fc
    .record({ session, ins: of(0, 0, 1, -1), side: someSide, account, scope: of('symbol' as const, 'all' as const) })
    .map((r): Raw => clean({ do: 'massStatus', id: '', ...r }) as Raw),
);
/** Price and stop from the middle of the order's instrument. */
const replacing = (stop: fc.Arbitrary<number | undefined>): Flow =>
  routed(
    fc.record({ session, back, qty, price, stop }).map((r): Raw => clean({ do: 'replace', id: '', orig: '', ...r }) as Raw),
  );
export const replaces: Flow = replacing(of(undefined));
/** With a stop price, whatever the order is. */
export const stopReplaces: Flow = replacing(int(-5, 5));
export const masses: Flow = routed(
  fc
    .record({
      session,
      ins,
      side: someSide,
      account,
      scope: of('symbol' as const, 'all' as const, 'firmSymbol' as const, 'firmAll' as const),
    })
    .map((r): Raw => clean({ do: 'mass', id: '', ...r }) as Raw),
);
export const ticks: Flow = fc.record({ ms }).map((r): Raw => ({ do: 'tick', ...r }));
/** Spans of limit up, limit down go by, to the microsecond. */
export const longTicks: Flow = of(30_000, 60_000, 240_000, 270_000, 300_000).map((ms): Raw => ({ do: 'tick', ms }));
const anyPhase = of<PhaseName>(
  'open',
  'open',
  'open',
  'halted',
  'cancelOnly',
  'preOpen',
  'openingAuction',
  'volatilityAuction',
  'closingAuction',
  'closingAuction',
  'postClose',
  'closed',
);
export const phases: Flow = fc.record({ ins: of(-1, 0, 1), phase: anyPhase }).map((r): Raw => ({ do: 'phase', ...r }));
export const auctionPhases: Flow = fc
  .record({
    ins: of(-1, 0, 1),
    phase: of<PhaseName>('preOpen', 'openingAuction', 'volatilityAuction', 'closingAuction', 'closingAuction', 'postClose'),
  })
  .map((r): Raw => ({ do: 'phase', ...r }));
export const opens: Flow = of<Raw>(
  { do: 'phase', ins: -1, phase: 'open' },
  { do: 'phase', ins: 0, phase: 'open' },
  { do: 'phase', ins: 1, phase: 'open' },
);
const limit = of(-1, 0, 1, 3, 10, 500, 1500);
export const settingLimits: Flow = fc
  .record({
    firm: int(0, 1),
    scope: of('firm' as const, 'account' as const, 'accountDefault' as const),
    account,
    name: of(
      'openOrders' as const,
      'openNotional' as const,
      'grossPosition' as const,
      'buyingPower' as const,
      'ordersPerSecond' as const,
    ),
    limit,
  })
  .map(
    ({ firm, scope, account: a, name, limit: n }): Raw => ({
      do: 'limits',
      firm,
      scope,
      ...(scope === 'account' && a ? { account: a } : {}),
      set: { [name]: n },
    }),
  );
export const kills: Flow = fc
  .record({ firm: of(-1, 0, 1), on: of(true, false, false) })
  .map((r): Raw => ({ do: 'kill', ...r }));
export const operatorCancels: Flow = fc
  .record({ firm: of(-1, 0, 1), session: of(-1, -1, 0, 1, 2), ins: of(-1, 0, 1), side: someSide, account })
  .map((r): Raw => clean({ do: 'operatorCancel', ...r }) as Raw);
export const groups: Flow = fc
  .record({
    firm: int(0, 1),
    group: int(0, 2),
    mode: of('cancelNewest' as const, 'cancelOldest' as const, 'cancelBoth' as const, 'decrement' as const, 'off' as const),
  })
  .map((r): Raw => ({ do: 'stp', ...r }));
export const busts: Flow = fc
  .record({
    trade: int(1, 9),
    correct: fc.option(fc.record({ price: of(1, 99, 100, 104, 2000), qty: int(0, 6) }), { nil: undefined }),
  })
  .map((r): Raw => clean({ do: 'bust', ...r }) as Raw);
export const deadMen: Flow = fc.record({ session, ms: of(0, 100, 1000, 5000) }).map((r): Raw => ({ do: 'deadMan', ...r }));
export const disconnects: Flow = fc
  .record({ session, clean: of(undefined, undefined, true) })
  .map((r): Raw => clean({ do: 'disconnect', ...r }) as Raw);
export const logons: Flow = fc
  .record({ session, cancel: of(undefined, undefined, 1 as const, 2 as const), reset: of(undefined, undefined, true) })
  .map((r): Raw => clean({ do: 'logon', ...r }) as Raw);
/** Drop-copy sessions, in venues that have them: what they may do, and what they may not. */
const reader = int(3, 5);
export const readers: Flow = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .record({ session: reader, reset: of(undefined, undefined, true) })
      .map((r): Raw => clean({ do: 'logon', ...r }) as Raw),
  },
  { weight: 1, arbitrary: reader.map((s): Raw => ({ do: 'disconnect', session: s })) },
  { weight: 1, arbitrary: fc.tuple(limits, reader).map(([order, s]): Raw => ({ ...order, session: s }) as Raw) },
  { weight: 1, arbitrary: reader.map((s): Raw => ({ do: 'mass', id: '', session: s, scope: 'all', ins: 0 })) },
  { weight: 1, arbitrary: reader.map((s): Raw => ({ do: 'deadMan', session: s, ms: 100 })) },
);
export const defines: Flow = fc
  .record({
    session: fc.oneof(session, reader),
    enabled: of(true, true, false),
    copies: of(0, 0, 1, 2, 3),
    maxOpenOrders: of(0, 0, 1, 4),
  })
  .map((r): Raw => ({ do: 'define', ...r, copies: r.session < 3 && r.maxOpenOrders !== 4 ? 0 : r.copies }));
export const restarts: Flow = fc
  .record({
    phase: of<PhaseName | undefined>(undefined, 'open', 'open', 'preOpen', 'cancelOnly'),
    ladderTicks: of(undefined, 128, 4096),
  })
  .map((r): Raw => clean({ do: 'restart', ...r }) as Raw);
export const endDays: Flow = int(20261120, 20261140).map((date): Raw => ({ do: 'endDay', date }));
export const schedules: Flow = fc
  .record({
    date: int(20261120, 20261130),
    entries: fc.array(fc.record({ ms: int(1, 20_000), action: fc.oneof(anyPhase, of('endDay' as const)) }), { maxLength: 6 }),
  })
  .map(({ date, entries }): Raw => ({ do: 'schedule', date, entries }));

function clean<T extends object>(terms: T): Partial<{ [K in keyof T]: Exclude<T[K], undefined> }> {
  return Object.fromEntries(Object.entries(terms).filter(([, v]) => v !== undefined)) as Partial<{
    [K in keyof T]: Exclude<T[K], undefined>;
  }>;
}

/** Chooses among flows, by weight. */
export function mix(...weighted: [number, Flow][]): Flow {
  return fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}
