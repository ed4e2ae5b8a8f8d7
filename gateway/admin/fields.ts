/**
 * What the body of each request may hold beside its author. A field that is not known is refused: what is left out often means all,
 * so a misspelled `symbol` must not halt the venue.
 */
import { type Body, refusal } from './http.js';
import type { ActionName } from './roles.js';

const symbol = ['symbol'];
const switches = ['firm', 'venue'];

const fieldsOfAction: Readonly<Record<ActionName, readonly string[]>> = {
  halt: symbol,
  resume: symbol,
  'cancel-only': symbol,
  phase: ['phase', 'symbol'],
  cancel: ['firm', 'session', 'kind', 'account', 'symbol', 'side', 'all'],
  kill: switches,
  release: switches,
  schedule: ['date', 'changes'],
  'schedule/load': ['days'],
  'end-day': ['date'],
  notice: ['text'],
  'session/disable': ['session', 'kind'],
  'session/enable': ['session', 'kind'],
  'session/reload': [],
  limits: ['firm', 'account', 'default', 'openOrders', 'openNotional', 'grossPosition', 'buyingPower', 'ordersPerSecond'],
  stp: ['firm', 'group', 'mode'],
  level: ['level'],
  bust: ['tradeId'],
  correct: ['tradeId', 'price', 'qty', 'symbol'],
  approve: ['id'],
  withdraw: ['id'],
};

export function requireKnownFields(action: ActionName, body: Body): void {
  const fields = ['author', ...fieldsOfAction[action]];
  const other = Object.keys(body).find((name) => !fields.includes(name));
  if (other === undefined) return;
  throw refusal('BAD_REQUEST', `${other.slice(0, 80)}: expected one of ${fields.join(', ')}`);
}
