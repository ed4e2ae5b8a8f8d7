/** MarketDataRequest(V): what it asks for, or why that is refused. Door's thread. */
import type { InstrumentInfo } from '../../../engine/directory.js';
import type { Limits } from '../../config.js';
import { printable } from '../answers.js';
import { isYes, numberOf } from '../fields.js';
import type { FixParser } from '../parser.js';
import type { SymbolTable } from '../symbols.js';
import type { Validator } from '../validate.js';
import { entryBit } from './entry-types.js';

/** SubscriptionRequestType(263). */
export const RequestType = { snapshot: 0x30, subscribe: 0x31, unsubscribe: 0x32 } as const;

/** MDReqRejReason(281), as far as it is used. Values of 263 and 265 that FIX does not have are no business of it: they get a Reject. */
export const Refused = {
  unknownSymbol: '0',
  duplicateId: '1',
  /** Over a limit of the session's. */
  bandwidth: '2',
  permissions: '3',
  depth: '5',
  aggregatedBook: '7',
  entryType: '8',
  tradingSession: '9',
  scope: 'A',
  openCloseSettleFlag: 'B',
  implicitDelete: 'C',
} as const;
export type RefusedCode = (typeof Refused)[keyof typeof Refused];

export interface Refusal {
  code: RefusedCode;
  text: string;
}

export interface MarketDataRequest {
  id: string;
  /** RequestType. */
  type: number;
  /** Levels of a side; of a whole book as many as the venue shows. */
  depth: number;
  refresh: boolean;
  /** Bits of entry types. */
  types: number;
  /** Each once. */
  instruments: InstrumentInfo[];
}

export const MD_REQ_ID_MAX = 64;

/** Of a session of another role. */
export const NOT_FOR_MARKET_DATA: Refusal = {
  code: Refused.permissions,
  text: 'market data is for sessions of the role marketData',
};

/** Body of a MarketDataRequestReject(Y). */
export function refusalContent(id: string, { code, text }: Refusal): string {
  return `262=${id}\x01281=${code}\x0158=${text}\x01`;
}

/** What versions from 4.4 on can ask for beside, and a venue of one market and one book does not have. */
const NOT_HERE: readonly [tag: number, code: RefusedCode, text: string][] = [
  [386, Refused.tradingSession, 'NoTradingSessions: expected none; the venue has one session a day'],
  [546, Refused.scope, 'Scope: expected none; the venue is one market'],
  [286, Refused.openCloseSettleFlag, 'OpenCloseSettlFlag: expected none'],
];

export class RequestReader {
  /** @param depthMax levels of a side that can be shown */
  constructor(
    private readonly symbols: SymbolTable,
    private readonly limits: Limits,
    readonly depthMax: number,
  ) {}

  /** Reads a request, not an unsubscription, that has passed the dictionary. */
  read(p: FixParser, validator: Validator): MarketDataRequest | Refusal {
    const depth = numberOf(p, validator.find(264));
    if (depth < 0 || depth > this.depthMax) {
      return { code: Refused.depth, text: `MarketDepth: expected 0 (all that is shown) to ${this.depthMax}` };
    }
    const aggregated = validator.find(266);
    if (aggregated >= 0 && !isYes(p, aggregated)) {
      return { code: Refused.aggregatedBook, text: 'AggregatedBook: expected Y; the book is told by price level' };
    }
    const other = this.notHere(p, validator);
    if (other !== null) return other;
    const types = this.readTypes(p);
    if (typeof types !== 'number') return types;
    const instruments = this.readSymbols(p);
    if (!Array.isArray(instruments)) return instruments;
    return {
      id: p.text(validator.find(262)),
      type: p.buffer[p.offset[validator.find(263)]],
      depth: depth === 0 ? this.depthMax : depth,
      refresh: numberOf(p, validator.find(265)) === 0,
      types,
      instruments,
    };
  }

  private notHere(p: FixParser, validator: Validator): Refusal | null {
    for (const [tag, code, text] of NOT_HERE) if (validator.find(tag) >= 0) return { code, text };
    if (!isYes(p, validator.find(547))) return null;
    return { code: Refused.implicitDelete, text: 'MDImplicitDelete: expected N; each level that goes is deleted' };
  }

  private readTypes(p: FixParser): number | Refusal {
    let types = 0;
    for (let i = 0; i < p.fieldCount; i++) {
      if (p.tag[i] !== 269) continue;
      const bit = entryBit(p.buffer[p.offset[i]]);
      if (bit === 0) {
        const text = `MDEntryType: expected 0, 1, 2, 4, 5, 7, 8, 9, A or B, got ${printable(p.text(i))}`;
        return { code: Refused.entryType, text };
      }
      types |= bit;
    }
    if (types === 0) return { code: Refused.entryType, text: 'NoMDEntryTypes: expected one or more' };
    return types;
  }

  private readSymbols(p: FixParser): InstrumentInfo[] | Refusal {
    const found = new Set<InstrumentInfo>();
    let count = 0;
    for (let i = 0; i < p.fieldCount; i++) {
      if (p.tag[i] !== 55) continue;
      const instrument = this.symbols.find(p.buffer, p.offset[i], p.length[i]);
      if (instrument === null) {
        return { code: Refused.unknownSymbol, text: `Symbol: expected listed symbols, got ${printable(p.text(i))}` };
      }
      found.add(instrument);
      count++;
    }
    if (count === 0) return { code: Refused.unknownSymbol, text: 'NoRelatedSym: expected one or more' };
    const { fixRequestSymbols } = this.limits;
    if (count > fixRequestSymbols) {
      return { code: Refused.bandwidth, text: `expected at most ${fixRequestSymbols} symbols in a request, got ${count}` };
    }
    return [...found];
  }
}
