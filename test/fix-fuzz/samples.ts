/** Valid messages of one version as a live session would send them now: from the tables, with orders that mean something to the market. */
import type { Random } from '../../gateway/demo/random.js';
import type { Dialect } from '../../gateway/fix/dialect/dialect.js';
import { type Chosen, type Field, takenTypes, toWire, type Variant, validFields } from './valid-message.js';

/** What depends on the moment of sending. */
export interface Moment {
  seqNum: number;
  /** As FIX writes it. */
  time: string;
  /** A ClOrdID that is new, and the one before. */
  id: string;
  previousId: string;
}

const ORDERS = ['D', 'D', 'D', 'F', 'G', 'G', 'H', 'q'];
const fixed: Readonly<Record<number, string>> = {
  ...{ 7: '1', 16: '0', 38: '10', 40: '2', 44: '99.00', 55: 'AAPL', 56: 'BUTTONWOOD', 59: '0', 98: '0', 108: '30', 112: 'T' },
  ...{ 123: 'Y', 126: '20991231-00:00:00', 530: '7', 585: '7', 1137: '9' },
};
/** Beyond the required fields: without them there would be no order, or no gap fill. */
const wanted = new Set([38, 44, 123]);
/** Valid, but no Logon with it is taken. */
const NEW_PASSWORD = 925;
const prices = ['98.00', '99.00', '99.50', '100.00', '100.50', '101.00'];

export class Samples {
  private readonly required = new Map<string, readonly Field[]>();
  private readonly all = new Map<string, readonly Field[]>();
  private readonly orders: (readonly Field[])[];

  /** @param bytesMax larger ones are left out */
  constructor(
    readonly dialect: Dialect,
    readonly senderCompId: string,
    bytesMax = Infinity,
  ) {
    const chosen: Chosen = (tag) => (tag === 49 ? senderCompId : fixed[tag]);
    for (const message of takenTypes(dialect)) {
      this.required.set(message.msgType, validFields(dialect, message, 'required', chosen, wanted));
      const all = validFields(dialect, message, 'all', chosen, wanted).filter(([tag]) => tag !== NEW_PASSWORD);
      if (toWire('', all).length < bytesMax) this.all.set(message.msgType, all);
    }
    this.orders = ORDERS.map((msgType) => this.required.get(msgType)!);
  }

  get types(): string[] {
    return [...this.required.keys()];
  }

  /** One of a type, with what it must have, or with all that it may have. */
  of(msgType: string, moment: Moment, variant: Variant = 'required'): Field[] {
    return fill((variant === 'all' ? this.all : this.required).get(msgType)!, moment);
  }

  any(random: Random, moment: Moment): Field[] {
    const roll = random.below(10);
    if (roll < 5) return this.order(random, moment);
    const from = [...(roll < 8 ? this.required : this.all).values()];
    return fill(from[random.below(from.length)], moment);
  }

  private order(random: Random, moment: Moment): Field[] {
    const side = String(1 + random.below(2));
    const price = prices[random.below(prices.length)];
    const template = this.orders[random.below(this.orders.length)];
    return fill(template, moment).map(([tag, value]) => [tag, tag === 54 ? side : tag === 44 ? price : value]);
  }
}

function fill(template: readonly Field[], { seqNum, time, id, previousId }: Moment): Field[] {
  return template.map(([tag, value]): Field => {
    switch (tag) {
      case 34:
        return [tag, String(seqNum)];
      case 36:
        return [tag, String(seqNum + 1)];
      case 52:
      case 60:
      case 122:
        return [tag, time];
      case 11:
      case 66: // ids of other requests, each as new as a ClOrdID
      case 262:
      case 320:
      case 324:
      case 335:
      case 584:
        return [tag, id];
      case 41:
        return [tag, previousId];
      default:
        return [tag, value];
    }
  });
}
