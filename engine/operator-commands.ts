/**
 * What operators do while trading: limits, kill switches, cancels, self-trade prevention of firms. Each command has its author, and
 * its event repeats it. Each method returns why the command is refused (Reason). Not hot: ordinary code. Engine thread only.
 */
import { ACCOUNT_MAX } from './accounts.js';
import { AccountLimit, FirmLimit } from './limits.js';
import type { Market } from './market.js';
import { repeatCommand } from './market-events.js';
import { Reason } from './reasons.js';
import { Side, Type } from './records.js';
import { KillSwitch, LimitScope, Notice, OperatorCancel, SetLimits, SetStp, Stp } from './records-venue.js';
import { getText, isPrintable, wordsOf } from './text.js';

const NOTICE_MAX = 200;

const ACCOUNT_LIMITS = [
  [SetLimits.OPEN_ORDERS, AccountLimit.openOrders],
  [SetLimits.OPEN_NOTIONAL, AccountLimit.openNotional],
  [SetLimits.GROSS_POSITION, AccountLimit.gross],
  [SetLimits.BUYING_POWER, AccountLimit.buyingPower],
] as const;
const FIRM_LIMITS = [
  [SetLimits.OPEN_ORDERS, FirmLimit.openOrders],
  [SetLimits.OPEN_NOTIONAL, FirmLimit.openNotional],
  [SetLimits.ORDERS_PER_SECOND, FirmLimit.perSecond],
] as const;

export class OperatorCommands {
  constructor(private readonly market: Market) {}

  setLimits(): number {
    const { events, state } = this.market;
    const { command, at } = events;
    const { i32, u8, f64 } = command;
    const firm = i32[(at + SetLimits.PARTICIPANT) >> 2];
    const scope = u8[at + SetLimits.SCOPE];
    const accountLen = u8[at + SetLimits.ACCOUNT_LEN];
    if (!this.isFirm(firm)) return Reason.unknownParticipant;
    if (accountLen > ACCOUNT_MAX) return Reason.accountTooLong;
    if (scope > LimitScope.accountDefault || (scope !== LimitScope.account && accountLen > 0)) return Reason.invalidDefinition;
    const known = scope === LimitScope.firm ? FIRM_LIMITS : ACCOUNT_LIMITS;
    for (let field: number = SetLimits.OPEN_ORDERS; field <= SetLimits.ORDERS_PER_SECOND; field += 8) {
      const value = f64[(at + field) >> 3];
      const isGiven = !Number.isNaN(value);
      if (isGiven && !known.some(([offset]) => offset === field)) return Reason.invalidDefinition;
      if (isGiven && value !== -1 && !(Number.isSafeInteger(value) && value >= 0)) return Reason.invalidDefinition;
    }
    const slot = scope === LimitScope.account ? this.slotFor(firm, at + SetLimits.TEXT, accountLen) : 0;
    if (slot < 0) return Reason.accountsFull;
    const { limits } = state;
    for (const [offset, limit] of known) {
      const value = f64[(at + offset) >> 3];
      if (Number.isNaN(value)) continue;
      if (scope === LimitScope.account) limits.setOwn(slot, limit, value);
      else (scope === LimitScope.firm ? limits.firms : limits.defaults)[(firm << 2) + limit] = value;
    }
    limits.isLimited[firm] = 1;
    repeatCommand(events, Type.LIMITS_SET, firm, SetLimits.TEXT + accountLen + u8[at + SetLimits.AUTHOR_LEN]);
    return Reason.none;
  }

  killSwitch(): number {
    const { events, killSwitch } = this.market;
    const { command, at } = events;
    const firm = command.i32[(at + KillSwitch.PARTICIPANT) >> 2];
    const on = command.u8[at + KillSwitch.ON];
    if (firm !== -1 && !this.isFirm(firm)) return Reason.unknownParticipant;
    if (on > 1) return Reason.invalidDefinition;
    killSwitch.set(firm, on === 1);
    repeatCommand(events, Type.KILL_CHANGED, firm, KillSwitch.AUTHOR + command.u8[at + KillSwitch.AUTHOR_LEN]);
    if (on === 1) killSwitch.cancelOrders(firm);
    return Reason.none;
  }

  /** Changes nothing: it stands in the log, and whoever follows it passes it on. */
  notice(): number {
    const { events } = this.market;
    const { u8 } = events.command;
    const lengths = events.at + Notice.TEXT_LEN;
    const end = Notice.TEXT + u8[lengths] + u8[lengths + 1];
    const text = getText(u8, events.at + Notice.TEXT, u8[lengths]);
    if (!isPrintable(text, NOTICE_MAX)) return Reason.invalidDefinition;
    repeatCommand(events, Type.NOTICE_GIVEN, 0, end);
    return Reason.none;
  }

  cancel(): number {
    const { events, state, massCancel } = this.market;
    const { command, at } = events;
    const { i32, u8 } = command;
    const firm = i32[(at + OperatorCancel.PARTICIPANT) >> 2];
    const session = i32[(at + OperatorCancel.SESSION) >> 2];
    const instrument = i32[(at + OperatorCancel.INSTRUMENT) >> 2];
    const side = u8[at + OperatorCancel.SIDE];
    const accountLen = u8[at + OperatorCancel.ACCOUNT_LEN];
    if (firm !== -1 && !this.isFirm(firm)) return Reason.unknownParticipant;
    if (session < -1 || session >= state.sessions.count) return Reason.unknownSession;
    if (instrument < -1 || instrument >= state.instruments.count) return Reason.unknownSymbol;
    if (side !== 0 && side !== Side.buy && side !== Side.sell) return Reason.invalidSide;
    if (accountLen > ACCOUNT_MAX) return Reason.accountTooLong;
    massCancel.any();
    massCancel.participant = firm;
    massCancel.session = session;
    massCancel.instrument = instrument;
    massCancel.side = side;
    massCancel.ofAccount(at + OperatorCancel.TEXT, accountLen);
    const count = massCancel.run(Reason.operatorCancel);
    const end = OperatorCancel.TEXT + accountLen + u8[at + OperatorCancel.AUTHOR_LEN];
    repeatCommand(events, Type.ORDERS_CANCELED, count, end);
    return Reason.none;
  }

  setStp(): number {
    const { events, state } = this.market;
    const { command, at } = events;
    const firm = command.i32[(at + SetStp.PARTICIPANT) >> 2];
    const group = command.i32[(at + SetStp.GROUP) >> 2];
    const mode = command.u8[at + SetStp.MODE];
    if (!this.isFirm(firm)) return Reason.unknownParticipant;
    if (group < 0 || mode < Stp.cancelNewest || mode > Stp.off) return Reason.invalidDefinition;
    state.participants.stpGroup[firm] = group;
    state.participants.stpMode[firm] = mode;
    repeatCommand(events, Type.STP_SET, firm, SetStp.AUTHOR + command.u8[at + SetStp.AUTHOR_LEN]);
    return Reason.none;
  }

  private isFirm(participant: number): boolean {
    return participant >= 0 && participant < this.market.state.participants.count;
  }

  /** The slot of a firm's account, which becomes known if need be; without a name the firm's own. -1: no room. */
  private slotFor(firm: number, textAt: number, length: number): number {
    const { state, events } = this.market;
    const { accounts, exposure } = state;
    if (length === 0) return exposure.firstFirm + firm;
    const words = wordsOf(events.command.u8, textAt, length);
    const known = accounts.find(firm, words, 0, length);
    if (known !== 0) return known;
    return accounts.isFull() ? -1 : accounts.add(firm, words, 0, length);
  }
}
