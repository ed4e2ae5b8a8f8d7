/** Time, and what operators do. */
import fc from 'fast-check';
import type { PhaseName } from '../commands.js';
import { account, clean, type Flow, int, ms, of, type Raw, someSide } from './flow.js';

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
/** Up to what a notice takes, and beyond. */
export const notices: Flow = of(
  'closed early',
  '~',
  ' ',
  'a'.repeat(199),
  'b'.repeat(200),
  'c'.repeat(201),
  '',
  'fermé',
  '\u007f',
  'two\tby',
).map((text): Raw => ({ do: 'notice', text }));
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
