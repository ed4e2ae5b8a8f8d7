/** Price protection: fat finger, static and dynamic bands, limit up and limit down. */
import { rest } from './arriving.js';
import { end } from './ending.js';
import { setOwnPhase } from './phases.js';
import { best, exec, type Ins, isOpen, type Order, phaseOf, reference, type State, statusOf, tell } from './state.js';
import { endStep } from './steps.js';

/** A distance of the instrument, in ticks, from a reference. */
function distance(ins: Ins, size: number, from: number): number {
  return ins.def.distanceUnit === 0 ? size : Math.max(1, Math.floor((Math.abs(from) * size) / 10_000));
}

const isOutside = (ins: Ins, size: number, from: number | undefined, price: number) =>
  size > 0 && from !== undefined && Math.abs(price - from) > distance(ins, size, from);

export const staticReference = (ins: Ins) => ins.auctionPrice ?? ins.reference;

export const isOutsideStatic = (ins: Ins, price: number) => isOutside(ins, ins.def.staticBand, staticReference(ins), price);

export function isFatFinger(ins: Ins, side: string, price: number): boolean {
  const from = reference(ins);
  return from !== undefined && isOutside(ins, ins.def.fatFinger, from, price) && (side === 'buy' ? price > from : price < from);
}

/** Whether the static or dynamic band forbids a trade. */
export function bandBlocks(ins: Ins, price: number): boolean {
  return isOutsideStatic(ins, price) || isOutside(ins, ins.def.dynamicBand, ins.dynamic, price);
}

export function luldBands(ins: Ins): { lower: number; upper: number } | undefined {
  const from = ins.luld.reference;
  if (ins.def.luldBand === 0 || from === undefined) return undefined;
  const d = distance(ins, ins.def.luldBand, from);
  return { lower: from - d, upper: from + d };
}

/** luld: the order may go as far as the band; behind: it would trade with what the bands have left behind. */
export function luldBlocks(o: Order, price: number): 'luld' | 'behind' | undefined {
  const bands = luldBands(o.ins);
  if (!bands || (price >= bands.lower && price <= bands.upper)) return undefined;
  return (o.side === 'buy') === price > bands.upper ? 'luld' : 'behind';
}

/** Whether an order would rest beyond the band of its side. */
export function isBeyondLimit(o: Order): boolean {
  const bands = luldBands(o.ins);
  return bands !== undefined && (o.side === 'buy' ? o.price > bands.upper : o.price < bands.lower);
}

/** What becomes of an order whose next trade would be outside a band. */
export function protect(s: State, o: Order, outcome: 'band' | 'luld' | 'behind', rests: boolean): void {
  const { ins } = o;
  const bands = luldBands(ins);
  if (outcome === 'luld' && bands && rests && o.type !== 'pegged') {
    o.price = o.side === 'buy' ? bands.upper : bands.lower;
    exec(s, o, 'restated', statusOf(o));
    rest(s, o);
  } else if (outcome === 'band' && ins.def.bandAction === 1) {
    if (!rests) end(s, o, 'canceled', 'priceBand');
    else if (o.type === 'pegged') o.place = 'wait';
    else rest(s, o);
    endStep(s, ins);
    ins.auctionEnds = s.timeUs + ins.def.volatilityAuctionMs * 1000;
    setOwnPhase(s, ins, 'volatilityAuction');
  } else end(s, o, 'canceled', 'priceBand');
}

function mean(s: State, ins: Ins): number | undefined {
  const span = Math.floor(s.timeUs / 30_000_000);
  const trades = ins.luld.trades.filter((t) => t.span > span - 10);
  if (trades.length === 0) return undefined;
  return Math.floor(trades.reduce((sum, t) => sum + t.price, 0) / trades.length);
}

/** Limit up, limit down: whether the mean of the trades has moved. */
export function lookAtTrades(s: State, ins: Ins): void {
  const { luld } = ins;
  const now = mean(s, ins);
  if (now === undefined) return;
  const old = luld.reference;
  if (old === undefined || Math.abs(now - old) * 100 >= Math.abs(old)) luld.reference = now;
}

/** The end of a command: limit states begin and end. */
export function lookAtBands(s: State, ins: Ins): void {
  const { luld } = ins;
  const bands = luldBands(ins);
  if (!bands) return;
  const [bid, ask] = [best(s, ins, 'buy'), best(s, ins, 'sell')];
  let state = 'normal';
  if (!isOpen(s, ins)) state = luld.state === 'paused' ? 'paused' : 'normal';
  else if (bid !== undefined && bid >= bands.upper) state = 'limitUp';
  else if (ask !== undefined && ask <= bands.lower) state = 'limitDown';
  if (state === 'normal') luld.until = 0;
  else if (state !== luld.state) luld.until = s.timeUs + ins.def.limitStateMs * 1000;
  luld.state = state;
  const line = `BANDS i${ins.index} ${state} ${bands.lower} to ${bands.upper} around ${luld.reference}`;
  if (line !== luld.told) tell(s, `${line} until ${luld.until}`);
  luld.told = line;
}

/** A Tick: a limit state that lasted becomes a pause; an auction whose time is over ends. */
export function fireBandTimers(s: State, ins: Ins): void {
  if (ins.auctionEnds !== undefined && ins.auctionEnds <= s.timeUs) setOwnPhase(s, ins, 'open');
  else if (isLimitState(ins) && phaseOf(s, ins) === 'open' && ins.luld.until <= s.timeUs) {
    setOwnPhase(s, ins, 'volatilityAuction');
    ins.luld.state = 'paused';
    ins.luld.until = ins.auctionEnds = s.timeUs + ins.def.pauseMs * 1000;
  }
}

const isLimitState = (ins: Ins) => ins.luld.state === 'limitUp' || ins.luld.state === 'limitDown';
