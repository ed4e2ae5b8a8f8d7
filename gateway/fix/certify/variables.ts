/** What stands in braces in the texts of cases. */
import type { Dialect } from '../dialect/dialect.js';
import { SOH } from './message.js';

/** Where and at what price the cases trade. */
export interface Market {
  symbol: string;
  /** At which a buy rests, and a sale of ours meets it. */
  price: string;
  tick: string;
  qty: string;
}

/** Both sides' next MsgSeqNums. */
export interface Numbers {
  nextIn: number;
  nextOut: number;
}

export class Variables {
  private readonly own = new Map<string, string>();

  /** @param idPrefix makes ids of one letter unique */
  constructor(
    private readonly dialect: Dialect,
    private readonly market: Market | null,
    private readonly numbers: Numbers,
    private readonly idPrefix: string,
    fixed: Readonly<Record<string, string>>,
  ) {
    for (const [name, value] of Object.entries(fixed)) this.own.set(name, value);
  }

  set(name: string, value: string): void {
    this.own.set(name, value);
  }

  /**
   * The text with SOH for |, and for what stands in braces:
   * `{next}` our next number and `{expected}` the venue's, `{now}` and `{later}` (by an hour), `{symbol} {price} {lower} {offTick} {qty}
   * {twice}`, `{partial} {filled} {status}` as ExecType, one letter for an id of the case, and what a step has kept. A number may have
   * something added: `{next+5}`.
   */
  expand(text: string): string {
    return text.replaceAll('|', SOH).replace(/\{(\w+)([+-]\d+)?\}/g, (_, name: string, add?: string) => {
      const value = this.value(name);
      return add === undefined ? value : String(Number(value) + Number(add));
    });
  }

  private value(name: string): string {
    const { dialect, market, numbers } = this;
    const own = this.own.get(name);
    if (own !== undefined) return own;
    if (/^[a-z]$/.test(name)) return `${this.idPrefix}${name}`;
    const isOld = dialect.traits.execTransType;
    switch (name) {
      case 'next':
        return String(numbers.nextOut);
      case 'expected':
        return String(numbers.nextIn);
      case 'now':
        return timestamp(Date.now());
      case 'later':
        return timestamp(Date.now() + 3_600_000);
      case 'partial':
        return isOld ? '1' : 'F';
      case 'filled':
        return isOld ? '2' : 'F';
      case 'status':
        return isOld ? '0' : 'I';
      case 'symbol':
        return market?.symbol ?? 'TEST';
      case 'price':
        return market?.price ?? '1';
      case 'lower':
        return subtract(market?.price ?? '1', market?.tick ?? '0');
      case 'offTick':
        return `${market?.price ?? '1'}${market?.price.includes('.') ? '' : '.'}0000001`;
      case 'qty':
        return market?.qty ?? '1';
      case 'twice':
        return String(2 * Number(market?.qty ?? 1));
      default:
        throw new Error(`certify: no variable {${name}}`);
    }
  }
}

export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replaceAll('-', '').replace('T', '-').replace('Z', '');
}

/** The smallest step that a price shows: 0.01 of 100.00. */
export function lastDigitOf(price: string): string {
  const decimals = decimalsOf(price);
  return decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`;
}

/** Exactly, with as many decimals as the longer of the two has. */
function subtract(price: string, tick: string): string {
  const decimals = Math.max(decimalsOf(price), decimalsOf(tick));
  const units = (text: string) => BigInt(text.replace('.', '') + '0'.repeat(decimals - decimalsOf(text)));
  const difference = units(price) - units(tick);
  const digits = String(difference < 0n ? -difference : difference).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${difference < 0n ? '-' : ''}${whole}${decimals === 0 ? '' : `.${digits.slice(digits.length - decimals)}`}`;
}

function decimalsOf(text: string): number {
  return text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
}
