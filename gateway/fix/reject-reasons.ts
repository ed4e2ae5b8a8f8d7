/**
 * The engine's reasons as FIX gives them: OrdRejReason(103), CxlRejReason(102), MassCancelRejectReason(532),
 * ExecRestatementReason(378), and Text(58).
 */
import { Reason, type ReasonCode, reasonText } from '../../engine/reasons.js';
import { latin1 } from './writer.js';

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

function table(reasons: Partial<Record<number, number>>): Uint8Array {
  return Uint8Array.from({ length: REASONS }, (_, reason) => reasons[reason] ?? OTHER);
}

/** By reason of the engine. */
export const ordRejReason = table(ordRejReasons);
export const cxlRejReason = table(cxlRejReasons);
export const massCancelRejectReason = table(massCancelRejectReasons);
export const restatementReason = table(restatementReasons);

/** `58=…` with its SOH, by reason; empty for none. */
export const reasonField: readonly Uint8Array[] = Array.from({ length: REASONS }, (_, reason) =>
  latin1(reason === Reason.none ? '' : `58=${reasonText[reason as ReasonCode]}\x01`),
);
