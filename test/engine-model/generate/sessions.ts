/** What sessions ask about their orders, and what becomes of sessions. */
import fc from 'fast-check';
import { account, back, clean, type Flow, ins, int, of, price, qty, type Raw, routed, session, someSide } from './flow.js';
import { limits } from './orders.js';

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
export const deadMen: Flow = fc.record({ session, ms: of(0, 100, 1000, 5000) }).map((r): Raw => ({ do: 'deadMan', ...r }));
export const disconnects: Flow = fc
  .record({ session, clean: of(undefined, undefined, true), reset: of(undefined, undefined, undefined, true) })
  .map((r): Raw => clean({ do: 'disconnect', ...r }) as Raw);
export const logons: Flow = fc
  .record({
    session,
    cancel: of(undefined, undefined, 1 as const, 2 as const),
    reset: of(undefined, undefined, true),
    windowMs: of(undefined, undefined, -86_400_000, 0, 3_600_000),
    over: of(undefined, undefined, undefined, 2 as const),
  })
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
  {
    weight: 1,
    arbitrary: fc
      .record({ session: reader, reset: of(undefined, undefined, true) })
      .map((r): Raw => clean({ do: 'disconnect', ...r }) as Raw),
  },
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
