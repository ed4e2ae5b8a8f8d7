/**
 * Application messages to order commands: NewOrderSingle, OrderCancelRequest, OrderCancelReplaceRequest,
 * OrderMassCancelRequest, OrderStatusRequest, OrderMassStatusRequest. Runs on the door's thread; allocates nothing.
 * The message has passed the dictionary. What the venue cannot express (an unknown symbol, a price off the tick) goes on
 * with its reason, so that the engine's own reject answers it.
 */
import { OrderFields } from '../../engine/commands.js';
import type { InstrumentInfo } from '../../engine/directory.js';
import { Reason } from '../../engine/reasons.js';
import { ID_SPAN, MassCancelScope, OrdType, TimeInForce, Type } from '../../engine/records.js';
import { DecimalReader, priceReason, qtyReason } from './decimal.js';
import { isYes } from './fields.js';
import type { FixParser } from './parser.js';
import { readRoute } from './route.js';
import type { SymbolTable } from './symbols.js';
import { TermsReader } from './terms-reader.js';
import type { Validator } from './validate.js';

/** A text of a command may have this many characters. */
const TEXT_MAX = 64;
const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;

/** The command of a MsgType as the parser gives it; 0: none. */
export function commandOf(msgType: number): number {
  switch (msgType) {
    case 0x44:
      return Type.NEW_ORDER;
    case 0x46:
      return Type.CANCEL;
    case 0x47:
      return Type.REPLACE;
    case 0x48:
      return Type.ORDER_STATUS;
    case 0x71:
      return Type.MASS_CANCEL;
    case 0x4641: // AF
      return Type.MASS_STATUS;
    default:
      return 0;
  }
}

export class OrderReader {
  readonly fields = new OrderFields();
  private readonly decimal = new DecimalReader();
  private readonly terms: TermsReader;
  private textAt = 0;

  constructor(
    private readonly symbols: SymbolTable,
    private readonly validator: Validator,
  ) {
    this.terms = new TermsReader(validator, this.decimal);
  }

  /**
   * Reads the validator's message, or the entry it has entered, into `fields`. Returns 0, or the tag of a text that no
   * command can have, or its answers' route: too long, or not printable. @param partner an order of the same list that this one is linked to
   */
  read(p: FixParser, command: number, partner: OrderFields | null = null): number {
    const { fields } = this;
    fields.clear();
    this.textAt = 0;
    const unfit = readRoute(p, fields);
    if (unfit > 0) return unfit;
    const ownId = command === Type.ORDER_STATUS ? 790 : command === Type.MASS_STATUS ? 584 : 11;
    fields.clOrdIdLen = this.text(p, ownId);
    if (fields.clOrdIdLen < 0) return ownId;
    // a new order names the one that it is linked to
    const otherId = command === Type.ORDER_STATUS ? 11 : command === Type.NEW_ORDER ? 583 : 41;
    fields.origClOrdIdLen = partner === null ? this.text(p, otherId) : this.idOf(partner);
    if (fields.origClOrdIdLen < 0) return otherId;
    fields.accountLen = this.text(p, 1);
    if (fields.accountLen < 0) return 1;
    const instrument = this.readSymbol(p);
    if (fields.symbolLen < 0) return 55;
    fields.side = this.char(p, 54);
    if (command === Type.MASS_CANCEL) fields.scope = this.scope(p);
    if (command === Type.MASS_STATUS) fields.scope = this.char(p, 585);
    if (command === Type.CANCEL || command === Type.REPLACE) this.readOrderId(p);
    if (command === Type.NEW_ORDER || command === Type.REPLACE) this.readTerms(p, instrument, command === Type.NEW_ORDER);
    return 0;
  }

  /** OrderID(37), where there is no OrigClOrdID: `epoch-counter`; what it is not is unknown. */
  private readOrderId(p: FixParser): void {
    const index = this.validator.find(37);
    if (index < 0 || this.fields.origClOrdIdLen > 0) return;
    this.fields.orderId = parseId(p.buffer, p.offset[index], p.length[index]);
  }

  private idOf({ text, clOrdIdLen }: OrderFields): number {
    for (let i = 0; i < clOrdIdLen; i++) this.fields.text[this.textAt + i] = text[i];
    this.textAt += clOrdIdLen;
    return clOrdIdLen;
  }

  /** MassCancelRequestType, over the session's firm with MassCancelFirm(8015). */
  private scope(p: FixParser): number {
    const scope = this.char(p, 530);
    if (!isYes(p, this.validator.find(8015))) return scope;
    if (scope === MassCancelScope.symbol) return MassCancelScope.firmSymbol;
    return scope === MassCancelScope.all ? MassCancelScope.firmAll : scope;
  }

  private readSymbol(p: FixParser): InstrumentInfo | null {
    const { fields } = this;
    const index = this.validator.find(55);
    if (index < 0) return null;
    const instrument = this.symbols.find(p.buffer, p.offset[index], p.length[index]);
    if (instrument !== null) {
      fields.instrument = instrument.index;
      return instrument;
    }
    fields.symbolLen = this.text(p, 55);
    fields.reason = Reason.unknownSymbol;
    return null;
  }

  /** OrdType, TimeInForce, OrderQty, Price, and what goes beyond them. The first fault gives the reason. */
  private readTerms(p: FixParser, instrument: InstrumentInfo | null, isNew: boolean): void {
    const { fields, decimal } = this;
    fields.ordType = this.char(p, 40);
    fields.timeInForce = this.char(p, 59);
    if (fields.timeInForce === 0 && isNew) fields.timeInForce = TimeInForce.day; // a replace leaves it as it is
    if (instrument === null) return;
    this.terms.read(p, fields, instrument);
    const qty = this.validator.find(38);
    if (qty < 0) {
      if (fields.terms.notional === 0) this.fault(Reason.invalidQty);
    } else {
      const { lotUnits, qtyDecimals } = instrument;
      this.fault(qtyReason[decimal.read(p.buffer, p.offset[qty], p.length[qty], lotUnits, qtyDecimals)]);
      fields.qtyLots = decimal.value;
    }
    this.readPrice(p, instrument);
    this.fault(this.terms.fault);
  }

  /** A limit is needed by limit and stop-limit orders, and heeded by pegged ones. */
  private readPrice(p: FixParser, { tickUnits, priceDecimals }: InstrumentInfo): void {
    const { fields, decimal } = this;
    const { ordType } = fields;
    const needed = ordType === OrdType.limit || ordType === OrdType.stopLimit;
    if (!needed && ordType !== OrdType.pegged) return;
    const price = this.validator.find(44);
    if (price >= 0) {
      this.fault(priceReason[decimal.read(p.buffer, p.offset[price], p.length[price], tickUnits, priceDecimals)]);
      fields.priceTicks = decimal.value;
    } else if (needed) this.fault(Reason.invalidPrice);
  }

  private fault(reason: number): void {
    if (this.fields.reason === Reason.none) this.fields.reason = reason;
  }

  private char(p: FixParser, tag: number): number {
    const index = this.validator.find(tag);
    return index < 0 ? 0 : p.buffer[p.offset[index]];
  }

  /** Appends a field to the command's text; its length, 0 if it is not there, -1 if it is too long or not of printable characters. */
  private text(p: FixParser, tag: number): number {
    const index = this.validator.find(tag);
    if (index < 0) return 0;
    const length = p.length[index];
    if (length > TEXT_MAX) return -1;
    const from = p.offset[index];
    const { text } = this.fields;
    for (let i = 0; i < length; i++) {
      const byte = p.buffer[from + i];
      if (byte < FIRST_PRINTABLE || byte > LAST_PRINTABLE) return -1;
      text[this.textAt + i] = byte;
    }
    this.textAt += length;
    return length;
  }
}

/** An id as the encoder writes it, `epoch-counter`; 0 for anything else. */
function parseId(bytes: Uint8Array, from: number, length: number): number {
  let epoch = -1;
  let value = 0;
  for (let i = from; i < from + length; i++) {
    const digit = bytes[i] - 0x30;
    if (bytes[i] === 0x2d && epoch < 0 && i > from) {
      epoch = value;
      value = 0;
    } else if (digit >= 0 && digit <= 9 && value < ID_SPAN) value = value * 10 + digit;
    else return 0;
  }
  return epoch > 0 && epoch < 2 ** 17 && value > 0 && value < ID_SPAN ? epoch * ID_SPAN + value : 0;
}
