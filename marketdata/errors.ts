/** Operational errors of market data: a stable code, and a message that says what was expected, what came, what to do. */
export const MARKET_DATA_ERROR_CODES = ['SUBJECT_COLLIDES', 'NATS_START_FAILED'] as const;
export type MarketDataErrorCode = (typeof MARKET_DATA_ERROR_CODES)[number];

export class MarketDataError extends Error {
  constructor(
    readonly code: MarketDataErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'MarketDataError';
  }
}
