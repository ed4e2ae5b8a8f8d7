/** The life of an order that rests: entered, cancelled, replaced, asked about, refused. */
import { alive, type Case, drop, expect, expectOneOf, logon, pattern, type Step, send } from '../case.js';

const terms = (side: '1' | '2', qty: string) => `21=1|55={symbol}|54=${side}|60={now}|38=${qty}`;

/** A limit order at the price of the run. @param fields more of it; a tag that it has already takes the place of the usual one */
export function order(id: string, side: '1' | '2', qty = '{qty}', fields = ''): Step {
  const given = new Set(fields.split('|').map((field) => field.split('=')[0]));
  const usual = `11=${id}|${terms(side, qty)}|40=2|44={price}|59=0`.split('|');
  const kept = usual.filter((field) => !given.has(field.split('=')[0]));
  // an empty value leaves the field out
  const own = fields.split('|').filter((field) => field !== '' && !field.endsWith('='));
  return send('D', [...kept, ...own].join('|'));
}

export const buy = (id: string, qty?: string, fields?: string) => order(id, '1', qty, fields);
export const sell = (id: string, qty?: string, fields?: string) => order(id, '2', qty, fields);
export const isNew = (id: string) => expect('8', `11=${id}|150=0|39=0`);
export const cancel = (id: string, of: string, side = '1', qty = '{qty}') =>
  send('F', `41=${of}|11=${id}|55={symbol}|54=${side}|60={now}|38=${qty}`);
const replace = (id: string, of: string, qty: string, price: string) =>
  send('G', `41=${of}|11=${id}|${terms('1', qty)}|40=2|44=${price}|59=0`);
const refused = '11={a}|37=*|17=*|150=8|39=8|151=0|14=0';

export const orderCases: readonly Case[] = [
  {
    id: 'order.new',
    proves: 'a limit order that meets nothing is acknowledged: New, with ids, nothing filled, all of it open',
    needs: 'market',
    steps: [
      logon(),
      buy('{a}'),
      expect('8', '11={a}|37=*|17=*|150=0|39=0|55={symbol}|54=1|38={qty}|40=2|44={price}|14=0|151={qty}|6=0'),
    ],
  },
  {
    id: 'order.cancel',
    proves: 'a cancel ends the order: Canceled, under the new ClOrdID, with the old one as OrigClOrdID',
    needs: 'market',
    steps: [logon(), buy('{a}'), isNew('{a}'), cancel('{b}', '{a}'), expect('8', '11={b}|41={a}|150=4|39=4|14=0|151=0')],
  },
  {
    id: 'order.routes',
    proves: 'the routing fields of a request come back reversed in its answer: 50 as 57, 115 as 128',
    needs: 'market',
    steps: [
      logon(),
      send('D', `11={a}|${terms('1', '{qty}')}|40=2|44={price}|59=0`, { header: '50=DESK7|115=HUB1' }),
      expect('8', '11={a}|150=0|39=0|57=DESK7|128=HUB1'),
      send('F', '41={a}|11={b}|55={symbol}|54=1|60={now}|38={qty}', { header: '50=DESK8' }),
      expect('8', '11={b}|41={a}|150=4|57=DESK8'),
    ],
  },
  {
    id: 'order.cancel-unknown',
    proves: 'a cancel of an order that is none is refused: OrderCancelReject, UnknownOrder',
    needs: 'market',
    steps: [logon(), cancel('{b}', '{a}'), expect('9', '11={b}|41={a}|37=*|39=8/4/2/0|434=1|102=1')],
  },
  {
    id: 'order.cancel-twice',
    proves: 'a cancel of an order that was cancelled is refused: TooLateToCancel, or UnknownOrder',
    needs: 'market',
    steps: [
      logon(),
      buy('{a}'),
      isNew('{a}'),
      cancel('{b}', '{a}'),
      expect('8', '11={b}|41={a}|150=4'),
      cancel('{c}', '{a}'),
      expect('9', '11={c}|41={a}|434=1|102=0/1|39=*'),
    ],
  },
  {
    id: 'order.replace',
    proves: 'a replace changes price and quantity: Replaced, under the new ClOrdID, all of it open',
    needs: 'market',
    steps: [
      logon(),
      buy('{a}'),
      isNew('{a}'),
      replace('{b}', '{a}', '{twice}', '{lower}'),
      expect('8', '11={b}|41={a}|150=5|39=0/5|38={twice}|44={lower}|14=0|151={twice}'),
      cancel('{c}', '{b}', '1', '{twice}'),
      expect('8', '11={c}|41={b}|150=4|39=4'),
    ],
  },
  {
    id: 'order.replace-unknown',
    proves: 'a replace of an order that is none is refused: OrderCancelReject, UnknownOrder',
    needs: 'market',
    steps: [logon(), replace('{b}', '{a}', '{qty}', '{price}'), expect('9', '11={b}|41={a}|434=2|102=1')],
  },
  {
    id: 'order.duplicate',
    proves: 'a ClOrdID that was used is refused: DuplicateOrder; the first order stays',
    needs: 'market',
    steps: [
      logon(),
      buy('{a}'),
      isNew('{a}'),
      buy('{a}'),
      expect('8', `${refused}|103=6`),
      cancel('{b}', '{a}'),
      expect('8', '11={b}|41={a}|150=4'),
    ],
  },
  {
    id: 'order.unknown-symbol',
    proves: 'an order for a symbol that is not listed is refused: UnknownSymbol',
    needs: 'market',
    steps: [logon(), buy('{a}', '{qty}', '55=NO.SUCH.SYMBOL'), expect('8', `${refused}|103=1`)],
  },
  {
    id: 'order.off-tick',
    proves: 'a price off the tick is refused',
    needs: 'market',
    steps: [logon(), buy('{a}', '{qty}', '44={offTick}'), expect('8', `${refused}|103=*`)],
  },
  {
    id: 'order.no-price',
    proves: 'a limit order without Price is refused',
    needs: 'market',
    steps: [
      logon(),
      buy('{a}', '{qty}', '44='),
      expectOneOf([pattern('j', '372=D|380=5'), pattern('8', refused), pattern('3', '371=44|373=1')]),
    ],
  },
  {
    id: 'order.no-quantity',
    proves: 'an order for nothing is refused',
    needs: 'market',
    steps: [
      logon(),
      buy('{a}', '0'),
      expectOneOf([pattern('8', refused), pattern('3', '371=38|373=5'), pattern('j', '372=D')]),
    ],
  },
  {
    id: 'order.again',
    proves: 'an order that is sent again with PossDupFlag and its old number is not taken again',
    needs: 'market',
    steps: [
      logon(),
      buy('{a}'),
      isNew('{a}'),
      send('D', `11={a}|${terms('1', '{qty}')}|40=2|44={price}|59=0`, {
        seq: '{next-1}',
        counts: false,
        header: '43=Y|122={now}',
      }),
      ...alive(),
    ],
  },
  {
    id: 'order.poss-resend',
    proves: 'an order with PossResend and a ClOrdID that was used is refused, or answered with the order that there is',
    needs: 'market',
    steps: [
      logon(),
      buy('{a}'),
      expect('8', '11={a}|150=0|39=0', { keep: { order: 37 } }),
      send('D', `11={a}|${terms('1', '{qty}')}|40=2|44={price}|59=0`, { header: '97=Y' }),
      expectOneOf([pattern('8', '11={a}|39=8'), pattern('8', '11={a}|37={order}')]),
    ],
  },
  {
    id: 'order.lost-answer',
    proves: 'the answer to an order whose connection was cut comes after the next Logon',
    needs: 'market',
    steps: [logon(), buy('{a}'), drop(), logon({ catchUp: false }), isNew('{a}')],
  },
  {
    id: 'order.status',
    proves: 'an OrderStatusRequest is answered by one report of the order as it stands, which is no execution',
    needs: 'market',
    steps: [
      logon(),
      buy('{a}'),
      isNew('{a}'),
      send('H', '11={a}|55={symbol}|54=1'),
      expect('8', '11={a}|37=*|20=3|150={status}|39=0|38={qty}|14=0|151={qty}'.replace('|20=3', '')),
      ...alive(),
    ],
  },
  {
    id: 'order.status-unknown',
    proves: 'an OrderStatusRequest for an order that is none is answered by a report that says so',
    needs: 'market',
    steps: [logon(), send('H', '11={a}|55={symbol}|54=1'), expect('8', '11={a}|39=8')],
  },
];
