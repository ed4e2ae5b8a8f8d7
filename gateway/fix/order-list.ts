/**
 * NewOrderList: two orders of which one cancels the other, entered as one request. The engine takes the first as it is, and the second
 * linked to it; if the second is rejected, the first is cancelled again. Door's thread.
 */
import { OrderFields } from '../../engine/commands.js';
import { Contingency, TermFlag, Type } from '../../engine/records.js';
import { numberOf } from './fields.js';
import type { OrderReader } from './order-reader.js';
import type { FixParser } from './parser.js';
import type { Validator } from './validate.js';

const NO_ORDERS = 73;
const ORDERS = 2;
const ONE_CANCELS_OTHER = 1;

export class OrderList {
  static readonly COMMAND = Type.NEW_ORDER;
  /** After read() without a fault. */
  readonly first = new OrderFields();
  readonly second: OrderFields;
  /** The tag at fault, for a Reject; 0: none. */
  tag = 0;

  /** @param reader used for the orders of messages as well */
  constructor(
    private readonly validator: Validator,
    private readonly reader: OrderReader,
  ) {
    this.second = reader.fields;
  }

  /** Reads the validator's message. Returns '', or why it cannot be entered (BusinessRejectReason 0); `tag` says that a field is wrong. */
  read(p: FixParser): string {
    const { validator, reader } = this;
    this.tag = 0;
    const contingency = validator.find(1385);
    if (contingency >= 0 && numberOf(p, contingency) !== ONE_CANCELS_OTHER) {
      return 'ContingencyType: expected 1 (one cancels the other)';
    }
    if (numberOf(p, validator.find(NO_ORDERS)) !== ORDERS || numberOf(p, validator.find(68)) !== ORDERS) {
      return 'TotNoOrders, NoOrders: expected 2 orders, of which one cancels the other, in one message';
    }
    validator.enter(p, NO_ORDERS, 0);
    this.tag = reader.read(p, Type.NEW_ORDER);
    if (this.tag > 0) return '';
    this.first.copy(reader.fields);
    validator.enter(p, NO_ORDERS, 1);
    this.tag = reader.read(p, Type.NEW_ORDER, this.first);
    const { second } = this;
    second.hasTerms = true;
    second.terms.contingency = Contingency.oneCancelsOther;
    second.terms.flags |= TermFlag.paired;
    return '';
  }
}
