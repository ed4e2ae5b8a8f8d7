/**
 * What a door's thread needs to speak one version: its dialect, the check against it, and the readers of its requests. One of each for
 * all connections, as each message is handled wholly before the next.
 */
import type { Dialect } from './dialect/dialect.js';
import { dialects } from './dialect/versions.js';
import { isText } from './fields.js';
import { OrderList } from './order-list.js';
import { OrderReader } from './order-reader.js';
import type { FixParser } from './parser.js';
import type { SymbolTable } from './symbols.js';
import { Validator } from './validate.js';

export class Wire {
  readonly validator: Validator;
  readonly orders: OrderReader;
  readonly list: OrderList;

  constructor(
    readonly dialect: Dialect,
    symbols: SymbolTable,
    groupEntries: number,
  ) {
    this.validator = new Validator(dialect, groupEntries);
    this.orders = new OrderReader(symbols, this.validator);
    this.list = new OrderList(this.validator, this.orders);
  }
}

export class Wires {
  readonly all: readonly Wire[];

  constructor(symbols: SymbolTable, groupEntries: number) {
    this.all = Object.values(dialects).map((dialect) => new Wire(dialect, symbols, groupEntries));
  }

  /** The version that a message says it is of; null: none of ours. */
  of(p: FixParser): Wire | null {
    for (const wire of this.all) if (isText(p, 0, wire.dialect.beginString)) return wire;
    return null;
  }

  /** For people: `FIX.4.2, FIX.4.4 or FIXT.1.1`. */
  get names(): string {
    const names = this.all.map(({ dialect }) => dialect.beginString);
    return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  }
}
