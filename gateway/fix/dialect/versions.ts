/** The versions that the venue speaks, compiled: one of each for all threads' sessions. */
import { Dialect } from './dialect.js';
import { fix42Tables } from './fix42.js';
import { fix44Tables } from './fix44.js';
import { fix50sp2Tables } from './fix50sp2.js';
import type { Version } from './tables.js';

const RESTATED = 0x44;
const TRIGGERED = 0x4c;

/** What an order needs beyond the fields that are always required. */
const conditional = { D: '40=2:44 40=4:44 40=4:99', G: '40=2:44 40=4:44', q: '530=1:55', AF: '585=1:55', V: '263=1:265' };

export const fix42 = new Dialect({
  version: '42',
  beginString: 'FIX.4.2',
  applVerId: '',
  tables: fix42Tables,
  conditional,
  traits: { execTransType: true, triggered: RESTATED, tradeIdTag: 0, displayQtyTag: 111, selfMatchPrevention: false },
});

export const fix44 = new Dialect({
  version: '44',
  beginString: 'FIX.4.4',
  applVerId: '',
  tables: fix44Tables,
  conditional,
  traits: { execTransType: false, triggered: RESTATED, tradeIdTag: 527, displayQtyTag: 111, selfMatchPrevention: false },
});

export const fix50sp2 = new Dialect({
  version: '50',
  beginString: 'FIXT.1.1',
  applVerId: '9',
  tables: fix50sp2Tables,
  conditional,
  traits: { execTransType: false, triggered: TRIGGERED, tradeIdTag: 527, displayQtyTag: 1138, selfMatchPrevention: true },
});

export const dialects: Readonly<Record<Version, Dialect>> = { '42': fix42, '44': fix44, '50': fix50sp2 };
