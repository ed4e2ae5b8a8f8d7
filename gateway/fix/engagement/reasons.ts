/** Why the venue refuses, cancels and rejects, with the code that each version has for it: as the encoder and the door write them. */
import { Reason, type ReasonCode, reasonText } from '../../../engine/reasons.js';
import { BusinessReason } from '../answers.js';
import { reasonCodes } from '../reject-reasons.js';
import { RejectReason, rejectText } from '../validate.js';
import { table } from './markdown.js';
import { each, merged } from './versions.js';

/** Of what no broker is told over FIX: operators' and sessions' commands. */
const NEVER_TOLD: readonly ReasonCode[] = [
  ...[
    Reason.none,
    Reason.unknownSession,
    Reason.notLoggedOn,
    Reason.alreadyLoggedOn,
    Reason.farLevelsFull,
    Reason.instrumentsFull,
  ],
  ...[Reason.sessionsFull, Reason.participantsFull, Reason.unknownParticipant, Reason.invalidDefinition, Reason.symbolCollides],
  ...[
    Reason.definitionInUse,
    Reason.unsupportedLevel,
    Reason.unknownTrade,
    Reason.alreadyBusted,
    Reason.scheduleFull,
    Reason.dayOver,
  ],
];

/** Of orders that were accepted: why they have been cancelled, have expired, or are smaller. */
const OF_ENDS: Partial<Record<ReasonCode, string>> = {
  [Reason.noLiquidity]: 'canceled',
  [Reason.fokNotFillable]: 'canceled',
  [Reason.minQtyNotFillable]: 'canceled',
  [Reason.notionalSpent]: 'canceled',
  [Reason.priceBand]: 'canceled',
  [Reason.selfTrade]: 'canceled, restated',
  [Reason.linkedOrder]: 'canceled',
  [Reason.massCancel]: 'canceled',
  [Reason.cancelOnDisconnect]: 'canceled',
  [Reason.deadMan]: 'canceled',
  [Reason.operatorCancel]: 'canceled',
  [Reason.killSwitch]: 'canceled',
  [Reason.dayEnded]: 'expired',
  [Reason.orderExpired]: 'expired',
  [Reason.auctionOver]: 'expired',
};

/** What a mass cancel may be refused for. */
const OF_MASS_CANCELS: readonly ReasonCode[] = [
  ...[Reason.unsupportedScope, Reason.unknownSymbol, Reason.invalidSide, Reason.missingClOrdId, Reason.accountTooLong],
  Reason.idsExhausted,
];

/** They end an order, and refuse one too. */
const OF_BOTH: readonly ReasonCode[] = [Reason.priceBand];

const codes = each(reasonCodes);

function codeOf(table: 'ordRej' | 'cxlRej' | 'massCancelReject', reason: ReasonCode): string {
  return merged(each(({ version }) => String(codes[version][table][reason])));
}

export function refusalsTable(): string {
  const all = (Object.values(Reason) as ReasonCode[]).filter((reason) => {
    const ends = OF_ENDS[reason] !== undefined && !OF_BOTH.includes(reason);
    return !NEVER_TOLD.includes(reason) && !ends && reason !== Reason.unsupportedScope;
  });
  const rows = all.map((reason) => [reasonText[reason], codeOf('ordRej', reason), codeOf('cxlRej', reason)]);
  return table(['Text (58)', 'OrdRejReason (103)', 'CxlRejReason (102)'], rows);
}

export function massCancelTable(): string {
  const rows = OF_MASS_CANCELS.map((reason) => [reasonText[reason], codeOf('massCancelReject', reason)]);
  return table(['Text (58)', 'MassCancelRejectReason (532)'], rows);
}

export function endsTable(): string {
  const rows = Object.entries(OF_ENDS).map(([reason, how]) => [reasonText[Number(reason) as ReasonCode], how]);
  return table(['Text (58)', 'the order is'], rows);
}

/** Named by FIX; the venue has no use for them. */
const UNUSED_REJECTS: readonly number[] = [RejectReason.undefinedTag, RejectReason.decryption, RejectReason.signature];

/** SessionRejectReason(373) with its Text(58); left out where the version has no such code. */
export function rejectsTable(): string {
  const rows = Object.values(RejectReason)
    .filter((reason) => !UNUSED_REJECTS.includes(reason))
    .map((reason) => {
      const has = each((dialect) => (dialect.allows(373, String(reason)) ? String(reason) : ''));
      return [merged(has), rejectText[reason]];
    });
  return table(['SessionRejectReason (373)', 'Text (58), unless there is more to say'], rows);
}

const businessCauses: Partial<Record<number, string>> = {
  [BusinessReason.other]: 'more messages in a second than the venue takes; the order was not looked at, and may come again',
  [BusinessReason.unsupportedType]: 'a message of the version that the venue does not take',
  [BusinessReason.conditionallyRequired]: 'a field that another makes necessary is missing: its tag is in Text(58)',
};

export function businessTable(): string {
  const rows = Object.entries(businessCauses).map(([code, cause]) => [code, cause ?? '']);
  return table(['BusinessRejectReason (380)', 'when'], rows);
}
