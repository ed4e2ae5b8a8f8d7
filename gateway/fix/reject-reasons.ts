/**
 * The engine's reasons as each version of FIX gives them: OrdRejReason(103), CxlRejReason(102), MassCancelRejectReason(532),
 * ExecRestatementReason(378), and Text(58).
 */
import { Reason, type ReasonCode, reasonText } from '../../engine/reasons.js';
import type { Dialect } from './dialect/dialect.js';
import { FixedText } from './fixed-text.js';

const OTHER = 99;

const ordRejReasons: Partial<Record<ReasonCode, number>> = {
  [Reason.unknownSymbol]: 1,
  [Reason.venueHalted]: 2,
  [Reason.instrumentHalted]: 2,
  [Reason.cancelOnly]: 2,
  [Reason.venueKilled]: 2,
  [Reason.notInThisPhase]: 2,
  [Reason.qtyOutOfRange]: 3,
  [Reason.notionalOutOfRange]: 3,
  [Reason.notionalOutsideLimits]: 3,
  [Reason.openOrdersLimit]: 3,
  [Reason.sessionOrdersLimit]: 3,
  [Reason.openNotionalLimit]: 3,
  [Reason.grossPositionLimit]: 3,
  [Reason.buyingPowerLimit]: 3,
  [Reason.messageRate]: 3,
  [Reason.unknownOrder]: 5,
  [Reason.duplicateClOrdId]: 6,
  [Reason.invalidSide]: 11,
  [Reason.unsupportedOrdType]: 11,
  [Reason.unsupportedTimeInForce]: 11,
  [Reason.displayQtyInvalid]: 11,
  [Reason.stopPriceInvalid]: 11,
  [Reason.pegInvalid]: 11,
  [Reason.expireTimeInvalid]: 11,
  [Reason.linkInvalid]: 11,
  [Reason.invalidTerms]: 11,
  [Reason.invalidQty]: 13,
  [Reason.qtyOffLot]: 13,
  [Reason.qtyBelowMinimum]: 13,
};

const cxlRejReasons: Partial<Record<ReasonCode, number>> = {
  [Reason.tooLateToCancel]: 0,
  [Reason.replaceBelowFilled]: 0,
  [Reason.unknownOrder]: 1,
  [Reason.venueHalted]: 2,
  [Reason.instrumentHalted]: 2,
  [Reason.cancelOnly]: 2,
  [Reason.venueKilled]: 2,
  [Reason.firmKilled]: 2,
  [Reason.notInThisPhase]: 2,
  [Reason.duplicateClOrdId]: 6,
};

/** What the venue has changed of an order: 3 its price, 5 its quantity. */
const restatementReasons: Partial<Record<ReasonCode, number>> = {
  [Reason.priceBand]: 3,
  [Reason.selfTrade]: 5,
  [Reason.linkedOrder]: 5,
};

const massCancelRejectReasons: Partial<Record<ReasonCode, number>> = {
  [Reason.unsupportedScope]: 0,
  [Reason.unknownSymbol]: 1,
};

const REASONS = Math.max(...Object.values(Reason)) + 1;

/** A version's codes, by reason of the engine. */
export interface ReasonCodes {
  readonly ordRej: Uint8Array;
  readonly cxlRej: Uint8Array;
  readonly massCancelReject: Uint8Array;
  readonly restatement: Uint8Array;
}

const byDialect = new Map<Dialect, ReasonCodes>();

export function reasonCodes(dialect: Dialect): ReasonCodes {
  let codes = byDialect.get(dialect);
  if (codes === undefined) {
    codes = {
      ordRej: table(dialect, 103, ordRejReasons, 0),
      cxlRej: table(dialect, 102, cxlRejReasons, 2),
      massCancelReject: table(dialect, 532, massCancelRejectReasons, OTHER),
      restatement: table(dialect, 378, restatementReasons, 4),
    };
    byDialect.set(dialect, codes);
  }
  return codes;
}

/** What a version does not have is Other there, or the broker's option where there is no Other yet. */
function table(dialect: Dialect, tag: number, reasons: Partial<Record<number, number>>, brokersOption: number): Uint8Array {
  const other = dialect.allows(tag, String(OTHER)) ? OTHER : brokersOption;
  return Uint8Array.from({ length: REASONS }, (_, reason) => {
    const code = reasons[reason] ?? other;
    return dialect.allows(tag, String(code)) ? code : other;
  });
}

/** Text(58), the whole field, by reason; empty for none. */
export const reasonField: readonly FixedText[] = Array.from(
  { length: REASONS },
  (_, reason) => new FixedText(reason === Reason.none ? '' : `58=${reasonText[reason as ReasonCode]}\x01`),
);
