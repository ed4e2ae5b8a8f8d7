/** New orders, with terms of every kind. */
import fc from 'fast-check';
import type { NewOrder, OrderTerms } from '../commands.js';
import { middle } from '../numbering.js';
import { account, back, clean, type Flow, ins, int, mix, of, price, qty, type Raw, routed, session, side } from './flow.js';

type Terms = Partial<Omit<NewOrder, 'do'>>;

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
/** Orders that may have been sent before: whether they have, the numbering says. */
export const resends: Flow = mix([6, limits], [1, markets], [1, icebergs], [1, stops], [1, links], [1, pairs]).map(
  (c) => ({ ...c, possResend: true }) as Raw,
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
